/** What a click selects: the topmost thing; clicking again goes through what lies below it. */

import type { ImagePoint } from "../geometry/points";
import type { Core } from "./core";
import type { Uid } from "./types";

export function pickAt(core: Core, at: ImagePoint): Uid | null {
  const { selectedUid, suggestionsVisible } = core.state;
  const stack = [
    ...(suggestionsVisible ? core.suggestions.stackAt(at) : []),
    ...core.segments.stackAt(at),
  ].map(({ region }) => region.uid);
  const index = selectedUid === null ? -1 : stack.indexOf(selectedUid);
  return stack[(index + 1) % Math.max(stack.length, 1)] ?? null;
}
