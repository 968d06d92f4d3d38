/** The keyboard's pointer over the image: arrows move it, Space presses the tool. What it does, without a page. */

import { createStore } from "zustand/vanilla";
import type { Editor, PointerInput, ToolName } from "../../../../editor";
import { imagePoint, type ImagePoint } from "../../../../geometry/points";
import { toScreen } from "../../../../geometry/view";

export interface CursorState {
  isOn: boolean;
  /** In image pixels. */
  at: ImagePoint;
  /** The tool is held down: moving draws. */
  isPressed: boolean;
}

export type CursorStore = ReturnType<typeof createCursor>;

export function createCursor() {
  return createStore<CursorState>(() => ({ isOn: false, at: imagePoint(0, 0), isPressed: false }));
}

/** How far one press goes, in CSS pixels; held keys go faster. With Shift: one image pixel. */
const STEP_PX = 8;
const HELD_FACTOR = 3;
/** The picture moves before the cursor leaves it, in CSS pixels. */
const MARGIN_PX = 32;

/** Tools for which Space is a click; the others are held down until Space is pressed again. */
const CLICKING: ReadonlySet<ToolName> = new Set([
  "select",
  "fill",
  "polygon",
  "scissors",
  "split",
  "superpixels",
]);

const DIRECTIONS: Record<string, readonly [dx: number, dy: number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export function toggleCursor(cursor: CursorStore, editor: Editor): void {
  const { isOn, isPressed } = cursor.getState();
  if (isOn) {
    if (isPressed) send(cursor, editor, "up");
    send(cursor, editor, "leave");
    cursor.setState({ isOn: false, isPressed: false });
  } else {
    const { view, viewportHw, sizeHw } = editor.store.getState();
    const [h, w] = viewportHw;
    const middle = within((w / 2 - view.x) / view.scale, (h / 2 - view.y) / view.scale, sizeHw);
    cursor.setState({ isOn: true, at: middle });
    send(cursor, editor, "move");
  }
}

type Press = Pick<KeyboardEvent, "key" | "shiftKey" | "altKey" | "ctrlKey" | "metaKey" | "repeat">;

/** Whether a key press was the cursor's, and then done. */
export function pressKey(cursor: CursorStore, editor: Editor, press: Press): boolean {
  const { isOn, isPressed } = cursor.getState();
  if (!isOn || press.ctrlKey || press.metaKey) return false;
  // Escape goes on to the editor, which gives the gesture up.
  if (press.key === "Escape" && isPressed) cursor.setState({ isPressed: false });
  if (press.key === " ") {
    if (!press.repeat) pressTool(cursor, editor, press);
    return true;
  }
  const direction = DIRECTIONS[press.key];
  if (direction === undefined || press.altKey) return false;
  move(cursor, editor, direction, press);
  return true;
}

function pressTool(cursor: CursorStore, editor: Editor, press: Press): void {
  const { tool } = editor.store.getState();
  const { isPressed } = cursor.getState();
  const keys = { shift: press.shiftKey, alt: press.altKey };
  if (!isPressed) send(cursor, editor, "down", keys);
  if (isPressed || CLICKING.has(tool)) send(cursor, editor, "up", keys);
  cursor.setState({ isPressed: !isPressed && !CLICKING.has(tool) });
}

function move(
  cursor: CursorStore,
  editor: Editor,
  [dx, dy]: readonly [number, number],
  { shiftKey, repeat }: Press,
): void {
  const { view, sizeHw } = editor.store.getState();
  const coarse = Math.max(Math.round(STEP_PX / view.scale), 1) * (repeat ? HELD_FACTOR : 1);
  const step = shiftKey ? 1 : coarse;
  const { at } = cursor.getState();
  cursor.setState({ at: within(at.x + dx * step, at.y + dy * step, sizeHw) });
  follow(cursor, editor);
  send(cursor, editor, "move");
}

/** The middle of a pixel inside the image. */
function within(x: number, y: number, [h, w]: readonly [number, number]): ImagePoint {
  const middle = (value: number, size: number): number =>
    Math.min(Math.max(Math.floor(value), 0), size - 1) + 0.5;
  return imagePoint(middle(x, w), middle(y, h));
}

function follow(cursor: CursorStore, editor: Editor): void {
  const { view, viewportHw } = editor.store.getState();
  const { x, y } = toScreen(view, cursor.getState().at);
  const beyond = (value: number, size: number): number =>
    Math.min(0, size - MARGIN_PX - value) + Math.max(0, MARGIN_PX - value);
  const [dx, dy] = [beyond(x, viewportHw[1]), beyond(y, viewportHw[0])];
  if (dx !== 0 || dy !== 0) editor.panBy(dx, dy);
}

function send(
  cursor: CursorStore,
  editor: Editor,
  kind: PointerInput["kind"],
  { shift, alt } = { shift: false, alt: false },
): void {
  const points = [toScreen(editor.store.getState().view, cursor.getState().at)];
  editor.pointer({ kind, points, shift, alt, erase: false, pan: false });
}
