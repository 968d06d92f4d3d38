/** An outline that is not closed is lost by leaving the image: the first press asks, the second leaves. */

import type { Editor } from "../../editor";
import { explain } from "./remarks";

/** So long the question stands. */
const PATIENCE_MS = 5_000;

/** `leave`, but not at once while something is being drawn. */
export function askingFirst<Where>(
  editor: Editor,
  leave: (where: Where) => void,
): (where: Where) => void {
  let askedAt = -Infinity;
  return (where) => {
    const now = performance.now();
    if (!editor.store.getState().isBusy || now - askedAt < PATIENCE_MS) {
      leave(where);
      return;
    }
    askedAt = now;
    explain("unfinished");
  };
}
