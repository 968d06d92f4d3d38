/** What a command is meant for: the selected segment or suggestion, and its neighbours in the lists. */

import { type Editor, selectedSegments } from "../../../editor";
import { listedSuggestions, neighbour } from "../order";
import type { Command, CommandContext, Unavailable } from "./types";

export function selectedSegment({ editor }: CommandContext): string | null {
  const { selectedUid, segments } = editor.store.getState();
  return selectedUid !== null && segments.has(selectedUid) ? selectedUid : null;
}

export function selectedSuggestion({ editor }: CommandContext): string | null {
  const { selectedUid, suggestions } = editor.store.getState();
  return selectedUid !== null && suggestions.has(selectedUid) ? selectedUid : null;
}

/** Runs for all selected segments, the primary first; not at all where none is. */
export function withSegments(act: (editor: Editor, uids: string[]) => void): Command["run"] {
  return ({ editor }) => {
    const uids = selectedSegments(editor.store.getState());
    if (uids.length > 0) act(editor, uids);
  };
}

export function shownSuggestions({ editor, threshold }: CommandContext): string[] {
  return listedSuggestions(editor.store.getState().suggestions, threshold).map(({ uid }) => uid);
}

/** Goes on to the next of a list. */
export function step(list: (context: CommandContext) => string[], by: 1 | -1): Command["run"] {
  return (context) => {
    const { editor } = context;
    const uid = neighbour(list(context), editor.store.getState().selectedUid, by);
    editor.select(uid);
    if (uid !== null) editor.bringIntoView(uid);
  };
}

export function needsSegment(context: CommandContext): Unavailable | null {
  return selectedSegment(context) === null ? "no_segment_selected" : null;
}

export function needsSelection({ editor }: CommandContext): Unavailable | null {
  const { selectedUid, selectedBoxUid } = editor.store.getState();
  return selectedUid === null && selectedBoxUid === null ? "nothing_selected" : null;
}

export function needsSegments({ editor }: CommandContext): Unavailable | null {
  return editor.store.getState().segments.size === 0 ? "no_segments" : null;
}

export function needsSuggestions(context: CommandContext): Unavailable | null {
  return shownSuggestions(context).length === 0 ? "no_suggestions" : null;
}
