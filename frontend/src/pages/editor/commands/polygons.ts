/** Keys for outlines. */

import { needsSegment, needsSegments } from "./selected";
import type { Command } from "./types";

export const polygonCommands = {
  redrawStretch: {
    group: "segments",
    keys: ["Shift+r"],
    edits: true,
    unavailable: needsSegment,
    run: ({ editor }) => {
      editor.setPolygonMode("redraw");
    },
  },
  convert: {
    group: "segments",
    keys: ["Shift+p"],
    edits: true,
    // Nothing is seen of it on the image, so it is never for all by accident: Ctrl+A chooses all.
    unavailable: needsSegment,
    run: ({ editor }) => {
      editor.convert();
    },
  },
  simplify: {
    group: "segments",
    keys: ["t"],
    edits: true,
    // For all segments where none is selected; it shows first what it would do.
    unavailable: needsSegments,
    run: ({ editor }) => {
      editor.startSimplifying();
    },
  },
} satisfies Record<string, Command>;
