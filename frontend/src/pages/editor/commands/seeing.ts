/** Keys for how masks, marks and the picture are shown. */

import { type Editor, MASK_STYLES, type Seeing } from "../../../editor";
import { PLAIN_TONE } from "../../../pixels/tone";
import { setAutoWindow, setTone } from "../seeing/picture";
import type { Command } from "./types";

type Switch = "showsUnlabelled" | "hasPixelGrid" | "hasMinimap" | "hasSafeColors";

function toggle(name: Switch, keys: readonly string[]): Command {
  return {
    group: "view",
    keys,
    run: ({ editor }) => editor.setSeeing({ [name]: !editor.store.getState().seeing[name] }),
  };
}

function nextStyle(editor: Editor): Seeing["maskStyle"] {
  const at = MASK_STYLES.indexOf(editor.store.getState().seeing.maskStyle);
  return MASK_STYLES[(at + 1) % MASK_STYLES.length] ?? "both";
}

const zoom = (scale: number, keys: readonly string[]): Command => ({
  group: "view",
  keys,
  run: ({ editor }) => editor.zoomTo(scale),
});

export const seeingCommands = {
  fitWidth: { group: "view", keys: ["Shift+Digit9"], run: ({ editor }) => editor.fitWidth() },
  halfSize: zoom(0.5, ["Alt+Digit0"]),
  doubleSize: zoom(2, ["Shift+Digit0"]),
  imageSettings: { group: "view", keys: ["Shift+v"], run: ({ openDisplay }) => openDisplay() },
  autoWindow: { group: "view", keys: [], run: ({ picture }) => setAutoWindow(picture) },
  invertPicture: {
    group: "view",
    keys: [],
    run: ({ picture }) => setTone(picture, { isInverted: !picture.getState().tone.isInverted }),
  },
  resetPicture: { group: "view", keys: [], run: ({ picture }) => setTone(picture, PLAIN_TONE) },
  maskStyle: {
    group: "view",
    keys: ["Shift+o"],
    run: ({ editor }) => editor.setSeeing({ maskStyle: nextStyle(editor) }),
  },
  colorBy: {
    group: "view",
    keys: ["Alt+KeyO"],
    run: ({ editor }) =>
      editor.setColorBy(editor.store.getState().colorBy === "class" ? "segment" : "class"),
  },
  unlabelled: toggle("showsUnlabelled", ["Shift+n"]),
  nextUnlabelled: {
    group: "view",
    keys: ["."],
    run: ({ editor }) => void editor.nextUnlabelled(),
  },
  pixelGrid: toggle("hasPixelGrid", ["Shift+g"]),
  minimap: toggle("hasMinimap", []),
  safeColors: toggle("hasSafeColors", []),
} satisfies Record<string, Command>;
