/** Keys for the image as a whole, for finding commands and for help. */

import type { Command } from "./types";

export const imageCommands = {
  previousImage: {
    group: "image",
    keys: ["ArrowLeft", "PageUp"],
    unavailable: ({ previousId }) => (previousId === null ? "no_image" : null),
    run: ({ goTo }) => goTo("previous"),
  },
  nextImage: {
    group: "image",
    keys: ["ArrowRight", "PageDown"],
    unavailable: ({ nextId }) => (nextId === null ? "no_image" : null),
    run: ({ goTo }) => goTo("next"),
  },
  nextWork: { group: "image", keys: ["Shift+ArrowRight"], run: ({ goTo }) => goTo("nextWork") },
  history: { group: "image", keys: ["Shift+y"], run: ({ toggleHistory }) => toggleHistory() },
  saveNow: { group: "image", keys: ["$mod+s"], run: ({ saveNow }) => saveNow() },
  submitNext: {
    group: "image",
    keys: ["$mod+Enter"],
    run: ({ submitNext }) => submitNext(),
  },
  commandPalette: {
    group: "image",
    keys: ["$mod+k"],
    run: ({ openPalette }) => openPalette(),
  },
  shortcuts: { group: "image", keys: [], run: ({ openShortcuts }) => openShortcuts() },
  help: { group: "image", keys: ["[Shift]+?", "F1"], run: ({ openHelp }) => openHelp() },
} satisfies Record<string, Command>;
