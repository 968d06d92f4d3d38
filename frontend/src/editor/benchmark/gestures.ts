/** A long session: random strokes, erasing, undo and redo on one image, for what memory becomes of it. */

import type { Editor } from "../interface";
import { CAMERA, discs, mulberry32, open } from "./scenario";
import { CANVAS_WH, paintedForTiming, send } from "./timing";

let session: { editor: Editor; draw: () => void; random: () => number } | null = null;

/** Goes on with the session by some gestures. */
export function gestures(count: number): void {
  session ??= begin();
  const { editor, draw, random } = session;
  for (let i = 0; i < count; i += 1) {
    gesture(editor, random);
    draw();
  }
}

function begin(): NonNullable<typeof session> {
  const scenario = {
    name: "",
    sizeHw: CAMERA,
    overlapMode: "exclusive",
    numSegments: 300,
  } as const;
  const editor = open(scenario, discs(scenario));
  const draw = paintedForTiming(editor);
  return { editor, draw, random: mulberry32(11) };
}

function gesture(editor: Editor, random: () => number): void {
  const [w, h] = CANVAS_WH;
  const choice = random();
  if (choice < 0.1) editor.undo();
  else if (choice < 0.15) editor.redo();
  else {
    editor.setTool(choice < 0.3 ? "eraser" : "brush");
    editor.setBrush({ radiusPx: 2 + random() * 40 });
    if (random() < 0.3) editor.select(null);
    let [x, y] = [random() * w, random() * h];
    send(editor, "down", x, y);
    for (let i = 0; i < 12; i += 1) {
      x += 30 * (random() - 0.5);
      y += 30 * (random() - 0.5);
      send(editor, "move", x, y);
    }
    send(editor, "up", x, y);
  }
}
