/** Keys for the segments. */

import { shownSegments } from "../listing/store";
import {
  needsSegment,
  needsSegments,
  needsSelection,
  selectedSegment,
  selectedSuggestion,
  step,
  withSegments,
} from "./selected";
import { rejectAndGoOn } from "./suggestions";
import type { Command, CommandContext } from "./types";

export function remove(context: CommandContext): void {
  const { selectedBoxUid } = context.editor.store.getState();
  if (selectedBoxUid !== null) {
    context.editor.deleteWeak(selectedBoxUid);
    return;
  }
  const suggestion = selectedSuggestion(context);
  if (suggestion !== null) rejectAndGoOn(context, suggestion);
  else withSegments((editor, uids) => editor.deleteSegment(uids))(context);
}

/** Segments and boxes have one; suggestions get theirs when they are accepted. */
function hasClass(context: CommandContext): boolean {
  const { selectedBoxUid } = context.editor.store.getState();
  return selectedBoxUid !== null || selectedSegment(context) !== null;
}

/** As the list shows them: filters and sorting count for the keys too. */
const segmentUids = ({ editor, classes }: CommandContext): string[] =>
  shownSegments(editor.store.getState(), classes)
    .entries.filter(({ kind }) => kind === "segment")
    .map(({ uid }) => uid);

export const segmentCommands = {
  nextSegment: {
    group: "segments",
    keys: ["j"],
    repeats: true,
    unavailable: needsSegments,
    run: step(segmentUids, 1),
  },
  previousSegment: {
    group: "segments",
    keys: ["k"],
    repeats: true,
    unavailable: needsSegments,
    run: step(segmentUids, -1),
  },
  selectAll: {
    group: "segments",
    keys: ["$mod+a"],
    unavailable: needsSegments,
    run: ({ editor }) => editor.selectAll(),
  },
  changeClass: {
    group: "segments",
    keys: ["c"],
    edits: true,
    unavailable: (context) => (hasClass(context) ? null : "nothing_selected"),
    run: (context) => {
      if (hasClass(context)) context.openClassMenu();
    },
  },
  hideSegment: {
    group: "segments",
    keys: ["Shift+h"],
    unavailable: needsSegment,
    run: withSegments((editor, uids) => {
      const { hiddenUids } = editor.store.getState();
      editor.setHidden(uids, !uids.every((uid) => hiddenUids.has(uid)));
    }),
  },
  lockSegment: {
    group: "segments",
    keys: ["Shift+l"],
    unavailable: needsSegment,
    run: withSegments((editor, uids) => {
      const { lockedUids } = editor.store.getState();
      editor.setLocked(uids, !uids.every((uid) => lockedUids.has(uid)));
    }),
  },
  forward: {
    group: "segments",
    keys: ["Shift+ArrowUp"],
    edits: true,
    unavailable: needsSegment,
    run: withSegments((editor, uids) => editor.reorder(uids, "forward")),
  },
  backward: {
    group: "segments",
    keys: ["Shift+ArrowDown"],
    edits: true,
    unavailable: needsSegment,
    run: withSegments((editor, uids) => editor.reorder(uids, "backward")),
  },
  toFront: {
    group: "segments",
    keys: ["$mod+ArrowUp"],
    edits: true,
    unavailable: needsSegment,
    run: withSegments((editor, uids) => editor.reorder(uids, "front")),
  },
  toBack: {
    group: "segments",
    keys: ["$mod+ArrowDown"],
    edits: true,
    unavailable: needsSegment,
    run: withSegments((editor, uids) => editor.reorder(uids, "back")),
  },
  delete: {
    group: "segments",
    keys: ["Delete"],
    edits: true,
    unavailable: needsSelection,
    run: remove,
  },
} satisfies Record<string, Command>;
