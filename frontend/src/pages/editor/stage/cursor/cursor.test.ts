import { expect, test } from "vitest";
import { createEditor, type Editor } from "../../../../editor";
import { createCursor, pressKey, toggleCursor } from "./cursor";

const SIZE = [40, 60] as const;

function opened(): {
  editor: Editor;
  press: (key: string, times?: number, shift?: boolean) => void;
} {
  const editor = createEditor({
    sizeHw: SIZE,
    overlapMode: "layered",
    classes: [{ classId: 1, name: "car", color: "#ff0000" }],
    segments: [],
    suggestions: [],
  });
  editor.setViewport([400, 600]);
  editor.fitView();
  const cursor = createCursor();
  toggleCursor(cursor, editor);
  const press = (key: string, times = 1, shiftKey = false): void => {
    for (let i = 0; i < times; i += 1) {
      const held = { altKey: false, ctrlKey: false, metaKey: false, repeat: false };
      pressKey(cursor, editor, { key, shiftKey, ...held });
    }
  };
  return { editor, press };
}

const areas = (editor: Editor): number[] =>
  [...editor.store.getState().segments.values()].map(({ areaPx }) => areaPx);

test("the brush paints from one press of Space to the next", () => {
  const { editor, press } = opened();
  editor.setTool("brush");
  editor.setBrush({ radiusPx: 0.5, shape: "square" });
  press(" ");
  press("ArrowRight", 9, true);
  expect(editor.store.getState().isBusy).toBe(true);
  press(" ");
  expect(areas(editor)).toEqual([10]);
  press("ArrowDown", 5, true);
  expect(areas(editor)).toEqual([10]);
});

test("the polygon gets a corner from every press", () => {
  const { editor, press } = opened();
  editor.setTool("polygon");
  press(" ");
  press("ArrowRight", 10, true);
  press(" ");
  press("ArrowDown", 8, true);
  press(" ");
  press("ArrowLeft", 10, true);
  press(" ");
  editor.key("enter");
  expect(areas(editor)).toEqual([80]);
});

test("the cursor stays on the image, and the view follows it", () => {
  const { editor, press } = opened();
  editor.zoomBy(4);
  press("ArrowRight", 500);
  press("ArrowDown", 500);
  const { view, viewportHw } = editor.store.getState();
  expect((SIZE[1] - 0.5) * view.scale + view.x).toBeLessThan(viewportHw[1]);
  expect((SIZE[0] - 0.5) * view.scale + view.y).toBeLessThan(viewportHw[0]);
});

test("keys with Ctrl, and all keys while it is off, are not the cursor's", () => {
  const { editor } = opened();
  const cursor = createCursor();
  const held = { shiftKey: false, altKey: false, metaKey: false, repeat: false };
  expect(pressKey(cursor, editor, { key: "ArrowUp", ctrlKey: false, ...held })).toBe(false);
  toggleCursor(cursor, editor);
  expect(pressKey(cursor, editor, { key: "ArrowUp", ctrlKey: true, ...held })).toBe(false);
});
