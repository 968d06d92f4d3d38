/** Commands on many segments at once, on how they are listed, and for drawing without a mouse. */

import { endIsolation, isIsolated, isolateSelected, otherUids } from "../isolation";
import { changeListing, clearFilters } from "../listing/store";
import { focusClassSearch, togglePanel } from "../panel/panelStore";
import { needsSegment, needsSegments, withSegments } from "./selected";
import type { Command } from "./types";

export const listingCommands = {
  isolate: {
    group: "segments",
    keys: ["Shift+e"],
    unavailable: (context) => (isIsolated(context.editor) ? null : needsSegment(context)),
    run: ({ editor }) => {
      if (isIsolated(editor)) endIsolation(editor);
      else isolateSelected(editor);
    },
  },
  hideOthers: {
    group: "segments",
    keys: [],
    unavailable: needsSegment,
    run: withSegments((editor) => editor.setHidden(otherUids(editor), true)),
  },
  lockOthers: {
    group: "segments",
    keys: [],
    unavailable: needsSegment,
    run: withSegments((editor) => editor.setLocked(otherUids(editor), true)),
  },
  unlockAll: {
    group: "segments",
    keys: [],
    unavailable: needsSegments,
    run: ({ editor }) => editor.setLocked([...editor.store.getState().lockedUids], false),
  },
  groupByClass: {
    group: "segments",
    keys: [],
    run: () => changeListing({ isGrouped: true }),
  },
  ungroup: { group: "segments", keys: [], run: () => changeListing({ isGrouped: false }) },
  keyboardCursor: {
    group: "edit",
    keys: ["Shift+j"],
    run: ({ toggleCursor }) => toggleCursor(),
  },
  searchClasses: {
    group: "segments",
    keys: ["[Shift]+/"],
    unavailable: ({ classes }) => (classes.length === 0 ? "no_classes" : null),
    run: () => focusClassSearch(),
  },
  togglePanel: { group: "view", keys: ["Backslash"], run: () => togglePanel() },
  clearFilters: { group: "segments", keys: [], run: () => clearFilters() },
} satisfies Record<string, Command>;
