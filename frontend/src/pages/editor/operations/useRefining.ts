/** Keeps a proposal of the selected segments' refinement up to date while its panel is open. */

import { useCallback, useEffect, useRef, useState } from "react";
import { useStore } from "zustand";
import { type Editor, type RefinementSummary, selectedSegments } from "../../../editor";
import { cleanedMasks } from "../../../masks/cleaning";
import type { Cleaning } from "../../../masks/morphology";

export type Refining = { state: "working" | "ready"; summary: RefinementSummary | null };

export function useRefining(editor: Editor, cleaning: Cleaning): Refining {
  const [refining, setRefining] = useState<Refining>({ state: "ready", summary: null });
  const selectedUid = useStore(editor.store, (state) => state.selectedUid);
  const alsoSelected = useStore(editor.store, (state) => state.alsoSelected);
  const segments = useStore(editor.store, (state) => state.segments);
  const paintMode = useStore(editor.store, (state) => state.paintMode);
  const ask = useLatest(editor, setRefining);
  const { kind, px } = cleaning;
  useEffect(() => {
    ask({ kind, px });
  }, [ask, kind, px, selectedUid, alsoSelected, segments, paintMode]);
  return refining;
}

/** While one question is worked on, only the newest of those that came meanwhile is kept. */
function useLatest(editor: Editor, tell: (refining: Refining) => void): (asked: Cleaning) => void {
  const waiting = useRef<Cleaning | null>(null);
  const isBusy = useRef(false);
  const isOpen = useRef(true);
  useEffect(() => {
    isOpen.current = true;
    return () => {
      isOpen.current = false;
      editor.propose(null);
    };
  }, [editor]);
  return useCallback(
    (asked) => {
      waiting.current = asked;
      if (isBusy.current) return;
      isBusy.current = true;
      void work(editor, waiting, () => isOpen.current, tell).finally(() => {
        isBusy.current = false;
      });
    },
    [editor, tell],
  );
}

async function work(
  editor: Editor,
  waiting: { current: Cleaning | null },
  isOpen: () => boolean,
  tell: (refining: Refining) => void,
): Promise<void> {
  while (waiting.current !== null) {
    const cleaning = waiting.current;
    waiting.current = null;
    const state = editor.store.getState();
    const uids = selectedSegments(state);
    const masks = uids.map((uid) => state.segments.get(uid)!.runs);
    const answer = cleanedMasks(masks, cleaning);
    if (answer instanceof Promise) tell({ state: "working", summary: null });
    const runs = answer instanceof Promise ? await answer : answer;
    if (!isOpen()) return;
    // Segments that changed meanwhile have asked anew.
    const isStale = editor.store.getState().segments !== state.segments;
    if (isStale) continue;
    const refined = uids.map((uid, i) => ({ uid, runs: runs[i]! }));
    tell({ state: "ready", summary: editor.proposeRefined(refined, cleaning.kind) });
  }
}
