/** Keys for what is said about the selected segments beyond class and pixels. */

import { focusAttributes } from "../focus";
import { chosenSegments } from "../selection";
import { needsSegment } from "./selected";
import type { Command, CommandContext } from "./types";

/** Sets a flag of all selected segments, or takes it away where all have it. */
function flag(name: "iscrowd" | "occluded" | "truncated") {
  return ({ editor }: CommandContext): void => {
    const segments = chosenSegments(editor.store.getState());
    const isSet = segments.every((segment) => segment[name]);
    editor.setProperties(
      segments.map(({ uid }) => uid),
      { [name]: !isSet },
    );
  };
}

export const attributeCommands = {
  addBox: {
    group: "segments",
    keys: ["$mod+b"],
    edits: true,
    unavailable: ({ classes }) => (classes.length === 0 ? "no_classes" : null),
    run: ({ editor }) => void editor.addBoxInView(),
  },
  imageTags: {
    group: "segments",
    keys: ["Shift+t"],
    edits: true,
    run: ({ openTags }) => openTags(),
  },
  attributes: {
    group: "segments",
    keys: ["Shift+a"],
    edits: true,
    unavailable: needsSegment,
    run: () => void focusAttributes(),
  },
  crowd: {
    group: "segments",
    keys: ["Shift+c"],
    edits: true,
    unavailable: needsSegment,
    run: flag("iscrowd"),
  },
  occluded: {
    group: "segments",
    keys: ["Shift+k"],
    edits: true,
    unavailable: needsSegment,
    run: flag("occluded"),
  },
  truncated: {
    group: "segments",
    keys: ["Shift+f"],
    edits: true,
    unavailable: needsSegment,
    run: flag("truncated"),
  },
} satisfies Record<string, Command>;
