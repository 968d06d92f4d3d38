/** Keys for what is done to whole segments at once. */

import { boxOfBbox, imagePoint } from "../../../geometry/points";
import { toScreen } from "../../../geometry/view";
import { type Combination, selectedSegments } from "../../../editor";
import { needsSegment, selectedSegment } from "./selected";
import type { Command, CommandContext, Unavailable } from "./types";

function needsTwo({ editor }: CommandContext): Unavailable | null {
  return selectedSegments(editor.store.getState()).length < 2 ? "needs_two" : null;
}

function needsBoxes({ editor }: CommandContext): Unavailable | null {
  const labels = [...editor.store.getState().weakLabels.values()];
  return labels.some(({ kind }) => kind === "box") ? null : "no_boxes";
}

function combine(how: Combination, key: string): Command {
  return {
    group: "operations",
    keys: [key],
    edits: true,
    unavailable: needsTwo,
    run: ({ editor }) => editor.combine(how),
  };
}

/** The menu opens in the middle of what is seen of the selected segment. */
function openMenu(context: CommandContext): void {
  const uid = selectedSegment(context);
  const { segments, view, viewportHw } = context.editor.store.getState();
  const segment = uid === null ? undefined : segments.get(uid);
  if (segment === undefined) {
    context.editor.tell("choose_one");
    return;
  }
  const [x0, y0, x1, y1] = boxOfBbox(segment.bboxXywh);
  const middle = toScreen(view, imagePoint((x0 + x1) / 2, (y0 + y1) / 2));
  const within = (at: number, length: number): number => Math.min(Math.max(at, 0), length);
  context.showOperation({
    kind: "menu",
    x: within(middle.x, viewportHw[1]),
    y: within(middle.y, viewportHw[0]),
  });
}

export const operationCommands = {
  union: combine("union", "u"),
  subtract: combine("subtract", "Shift+u"),
  intersect: combine("intersect", "Shift+i"),
  merge: combine("merge", "Shift+m"),
  splitIntoParts: {
    group: "operations",
    keys: ["Shift+x"],
    edits: true,
    unavailable: needsSegment,
    run: ({ editor }) => editor.splitIntoParts(),
  },
  refine: {
    group: "operations",
    keys: ["Shift+z"],
    edits: true,
    unavailable: needsSegment,
    run: (context) => {
      if (selectedSegment(context) === null) context.editor.tell("choose_one");
      else context.showOperation({ kind: "refine" });
    },
  },
  duplicate: {
    group: "operations",
    keys: ["$mod+d"],
    edits: true,
    unavailable: needsSegment,
    run: ({ editor }) => editor.duplicate(),
  },
  copyToNext: {
    group: "operations",
    keys: ["Shift+d"],
    edits: true,
    unavailable: needsSegment,
    run: (context) => {
      if (selectedSegment(context) === null) context.editor.tell("choose_one");
      else context.showOperation({ kind: "copy" });
    },
  },
  segmentBoxes: {
    group: "operations",
    keys: [],
    edits: true,
    unavailable: needsBoxes,
    run: (context) => {
      if (needsBoxes(context) === null) context.showOperation({ kind: "boxes" });
    },
  },
  segmentMenu: {
    group: "operations",
    keys: ["Shift+F10", "ContextMenu"],
    unavailable: needsSegment,
    run: openMenu,
  },
} satisfies Record<string, Command>;
