/** The open image's superpixels: fetched when somebody first takes the tool up. */

import { useEffect, useMemo, useState } from "react";
import { useStore } from "zustand";
import { fetchSuperpixels } from "../../assist";
import type { Editor } from "../../editor";

export type SuperpixelsState =
  | { kind: "absent" }
  /** 0 to 1; null while the end is unknown. */
  | { kind: "loading"; fraction: number | null }
  | { kind: "ready" }
  | { kind: "failed"; error: unknown };

export interface SuperpixelControls {
  state: SuperpixelsState;
  retry: () => void;
}

export function useSuperpixels(editor: Editor, imageId: number): SuperpixelControls {
  const [state, setState] = useState<SuperpixelsState>({ kind: "absent" });
  const [attempt, setAttempt] = useState(0);
  const isTaken = useStore(editor.store, ({ tool }) => tool === "superpixels");
  const isThere = useStore(editor.store, ({ superpixels }) => superpixels !== null);
  useEffect(() => {
    if (!isTaken || isThere) return;
    const interest = new AbortController();
    const tell = (next: SuperpixelsState): void => {
      if (!interest.signal.aborted) setState(next);
    };
    tell({ kind: "loading", fraction: null });
    const { sizeHw } = editor.store.getState();
    fetchSuperpixels(
      imageId,
      sizeHw,
      (fraction) => tell({ kind: "loading", fraction }),
      interest.signal,
    ).then(
      (superpixels) => {
        if (interest.signal.aborted) return;
        editor.setSuperpixels(superpixels);
        setState({ kind: "ready" });
      },
      (error: unknown) => tell({ kind: "failed", error }),
    );
    return () => interest.abort();
  }, [editor, imageId, isTaken, isThere, attempt]);
  return useMemo(() => ({ state, retry: () => setAttempt((count) => count + 1) }), [state]);
}
