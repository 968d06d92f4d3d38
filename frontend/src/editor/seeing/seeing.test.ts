import { describe, expect, it } from "vitest";

import { imagePoint, screenPoint } from "../../geometry/points";
import { smallEditor } from "../fixtures";
import type { PointerInput } from "../types";
import { measureOf, measureText } from "./ruler";

function pointer(kind: PointerInput["kind"], x: number, y: number): PointerInput {
  const keys = { shift: false, alt: false, erase: false, pan: false };
  return { kind, points: [screenPoint(x, y)], ...keys };
}

function measuring() {
  const editor = smallEditor({ sizeHw: [100, 100] });
  editor.setViewport([132, 132]);
  editor.fitView();
  editor.setTool("ruler");
  const [x, y] = [editor.store.getState().view.x, editor.store.getState().view.y];
  const send = (kind: PointerInput["kind"], imageX: number, imageY: number): void =>
    editor.pointer(pointer(kind, x + imageX, y + imageY));
  return { editor, send };
}

describe("the ruler", () => {
  it("says length, sides and angle as people read them", () => {
    const line = { from: imagePoint(10, 10), to: imagePoint(13, 6) };
    expect(measureOf(line)).toMatchObject({ lengthPx: 5, dx: 3, dy: -4 });
    expect(measureText(line)).toBe("5.0 px  Δx 3.0  Δy −4.0  53.1°");
    const left = { from: imagePoint(3, 0), to: imagePoint(0, 0) };
    expect(measureText(left)).toBe("3.0 px  Δx −3.0  Δy 0.0  180.0°");
  });

  it("is seen while it is drawn and stays until Escape", () => {
    const { editor, send } = measuring();
    send("down", 10, 10);
    send("move", 40, 50);
    expect(measureOf(editor.scene.marks().ruler!).lengthPx).toBe(50);
    expect(editor.store.getState().ruler).toBeNull();
    send("up", 40, 50);
    expect(measureOf(editor.store.getState().ruler!).lengthPx).toBe(50);
    expect(editor.store.getState().isBusy).toBe(false);
    editor.key("escape");
    expect(editor.store.getState().ruler).toBeNull();
  });

  it("gives way to the next, and a click only takes it away", () => {
    const { editor, send } = measuring();
    for (const [x, y] of [
      [20, 10],
      [10, 30],
    ] as const) {
      send("down", 10, 10);
      send("move", x, y);
      send("up", x, y);
    }
    expect(measureOf(editor.store.getState().ruler!)).toMatchObject({ dx: 0, dy: 20 });
    send("down", 50, 50);
    send("up", 50, 50);
    expect(editor.store.getState().ruler).toBeNull();
  });

  it("changes no segment and nothing to undo", () => {
    const { editor, send } = measuring();
    send("down", 10, 10);
    send("move", 20, 20);
    editor.key("escape");
    send("up", 20, 20);
    expect(editor.store.getState()).toMatchObject({ ruler: null, canUndo: false });
  });
});

describe("the view", () => {
  it("zooms to a scale about its middle", () => {
    const { editor } = measuring();
    editor.zoomTo(2);
    const { view } = editor.store.getState();
    expect(view.scale).toBe(2);
    expect((66 - view.x) / view.scale).toBeCloseTo(50);
  });

  it("fits the width and keeps what was in the middle", () => {
    const editor = smallEditor({ sizeHw: [1000, 100] });
    editor.setViewport([232, 432]);
    editor.centreOn(imagePoint(50, 700));
    editor.fitWidth();
    const { view } = editor.store.getState();
    expect(view).toMatchObject({ scale: 4, x: 16 });
    expect((116 - view.y) / view.scale).toBeCloseTo(700);
  });

  it("tells where the pointer is after the picture moved under it", () => {
    const { editor, send } = measuring();
    send("move", 10, 10);
    expect(editor.cursorAt()).toMatchObject({ x: 10, y: 10 });
    editor.panBy(5, 0);
    expect(editor.cursorAt()).toMatchObject({ x: 5, y: 10 });
    send("leave", 10, 10);
    expect(editor.cursorAt()).toBeNull();
  });
});
