/** Showing only what is selected, and everything as it was again. */

import { type Editor, selectedSegments, type Uid } from "../../editor";
import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";

/** What was hidden before, by editor; null while nothing is isolated. */
const store = createStore<{ editor: Editor | null; hiddenBefore: ReadonlySet<Uid> }>(() => ({
  editor: null,
  hiddenBefore: new Set(),
}));

export function isIsolated(editor: Editor): boolean {
  return store.getState().editor === editor;
}

export function useIsIsolated(editor: Editor): boolean {
  return useStore(store, (state) => state.editor === editor);
}

/** All segments but the selected ones. */
export function otherUids(editor: Editor): Uid[] {
  const state = editor.store.getState();
  const selected = new Set(selectedSegments(state));
  return [...state.segments.keys()].filter((uid) => !selected.has(uid));
}

export function isolateSelected(editor: Editor): void {
  const state = editor.store.getState();
  const selected = selectedSegments(state);
  if (selected.length === 0) return;
  store.setState({ editor, hiddenBefore: state.hiddenUids });
  editor.setHidden(otherUids(editor), true);
  editor.setHidden(selected, false);
}

/** What came or was hidden by hand meanwhile is shown like the rest. */
export function endIsolation(editor: Editor): void {
  const { hiddenBefore } = store.getState();
  store.setState({ editor: null, hiddenBefore: new Set() });
  const { segments, hiddenUids } = editor.store.getState();
  const isWronglyHidden = (uid: Uid): boolean => hiddenUids.has(uid) && !hiddenBefore.has(uid);
  editor.setHidden([...segments.keys()].filter(isWronglyHidden), false);
  const wereHidden = [...hiddenBefore].filter((uid) => segments.has(uid));
  editor.setHidden(wereHidden, true);
}
