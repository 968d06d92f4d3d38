/** Keys for how regions and the eraser take and give pixels. */

import type { Command } from "./types";

export const regionCommands = {
  fillUnlabelled: {
    group: "edit",
    keys: [","],
    edits: true,
    run: ({ editor }) => editor.proposeUnlabelled(),
  },
  addOrRemove: {
    group: "edit",
    keys: ["Shift+q"],
    edits: true,
    run: ({ editor }) => {
      const { mode } = editor.store.getState().region;
      editor.setRegion({ mode: mode === "add" ? "remove" : "add" });
    },
  },
  eraseScope: {
    group: "edit",
    keys: ["Shift+w"],
    edits: true,
    run: ({ editor }) => {
      const { erases } = editor.store.getState().region;
      editor.setRegion({ erases: erases === "selected" ? "everything" : "selected" });
    },
  },
} satisfies Record<string, Command>;
