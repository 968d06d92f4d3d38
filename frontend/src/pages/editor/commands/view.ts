/** Keys for how the image is seen. */

import { needsSegments, needsSelection } from "./selected";
import type { Command, CommandContext } from "./types";

const ZOOM_STEP = 1.25;

function toggleMasks({ editor }: CommandContext): void {
  const { segments, hiddenUids } = editor.store.getState();
  const uids = [...segments.keys()];
  editor.setHidden(uids, !uids.every((uid) => hiddenUids.has(uid)));
}

export const viewCommands = {
  fit: { group: "view", keys: ["f"], run: ({ editor }) => editor.fitView() },
  zoomIn: {
    group: "view",
    keys: ["[Shift]+(\\+|=)", "NumpadAdd"],
    repeats: true,
    run: ({ editor }) => editor.zoomBy(ZOOM_STEP),
  },
  zoomOut: {
    group: "view",
    keys: ["-", "NumpadSubtract"],
    repeats: true,
    run: ({ editor }) => editor.zoomBy(1 / ZOOM_STEP),
  },
  actualSize: {
    group: "view",
    keys: ["Digit0"],
    run: ({ editor }) => editor.zoomBy(1 / editor.store.getState().view.scale),
  },
  reveal: {
    group: "view",
    keys: ["z"],
    unavailable: needsSelection,
    run: ({ editor }) => {
      const { selectedUid } = editor.store.getState();
      if (selectedUid !== null) editor.reveal(selectedUid);
    },
  },
  toggleMasks: { group: "view", keys: ["m"], unavailable: needsSegments, run: toggleMasks },
} satisfies Record<string, Command>;
