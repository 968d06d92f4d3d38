// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { smallEditor } from "../fixtures";
import type { Editor } from "../interface";
import type { PointerInput } from "../types";
import { attachInput } from "./input";
import { PALM_PX, PEN_MOMENT_MS } from "./palms";

let element: HTMLElement;
let editor: Editor;
let heard: PointerInput[];
let detach: () => void;
let now: number;

beforeEach(() => {
  element = document.createElement("div");
  element.setPointerCapture = () => undefined;
  document.body.append(element);
  editor = smallEditor({ sizeHw: [120, 160] });
  heard = [];
  now = 1000;
  const pointer = editor.pointer.bind(editor);
  editor.pointer = (input) => {
    heard.push(input);
    pointer(input);
  };
  detach = attachInput(element, editor);
});

afterEach(() => {
  detach();
  element.remove();
});

interface Say {
  id?: number;
  by?: "mouse" | "pen" | "touch";
  at?: readonly [number, number];
  button?: number;
  size?: number;
  pressure?: number;
  buttons?: number;
  altKey?: boolean;
}

function say(kind: "down" | "move" | "up" | "cancel", options: Say = {}): void {
  const { id = 1, by = "mouse", at = [50, 50], button = 0, size = 10, ...rest } = options;
  now += 5;
  const event = new PointerEvent(`pointer${kind}`, {
    pointerId: id,
    pointerType: by,
    clientX: at[0],
    clientY: at[1],
    button: kind === "move" ? -1 : button,
    buttons: kind === "up" ? 0 : 1,
    width: size,
    height: size,
    bubbles: true,
    cancelable: true,
    ...rest,
  });
  Object.defineProperty(event, "timeStamp", { value: now });
  element.dispatchEvent(event);
}

const kinds = () => heard.map(({ kind }) => kind);
const areaOf = () =>
  [...editor.store.getState().segments.values()].reduce((sum, { areaPx }) => sum + areaPx, 0);

function touchStroke(options: Say = {}): void {
  say("down", { by: "touch", id: 7, ...options });
  say("move", { by: "touch", id: 7, at: [70, 60], ...options });
  say("up", { by: "touch", id: 7, at: [70, 60], ...options });
}

function penStroke(): void {
  say("down", { by: "pen", id: 2 });
  say("move", { by: "pen", id: 2, at: [80, 50] });
  say("up", { by: "pen", id: 2, at: [80, 50] });
}

describe("fingers", () => {
  it("draw where no pen was seen", () => {
    touchStroke();
    expect(areaOf()).toBeGreaterThan(0);
  });

  it("move the picture after a pen was used", () => {
    penStroke();
    const before = areaOf();
    now += PEN_MOMENT_MS;
    const { x } = editor.store.getState().view;
    touchStroke();
    expect(areaOf()).toBe(before);
    expect(editor.store.getState().view.x).not.toBe(x);
  });

  it("two of them undo the stroke that the first began, and zoom", () => {
    say("down", { by: "touch", id: 7 });
    say("move", { by: "touch", id: 7, at: [60, 50] });
    say("down", { by: "touch", id: 8, at: [90, 50] });
    const { scale } = editor.store.getState().view;
    say("move", { by: "touch", id: 8, at: [140, 50] });
    say("up", { by: "touch", id: 8, at: [140, 50] });
    say("move", { by: "touch", id: 7, at: [20, 20] });
    say("up", { by: "touch", id: 7, at: [20, 20] });
    expect(areaOf()).toBe(0);
    expect(editor.store.getState()).toMatchObject({ canUndo: false, isBusy: false });
    expect(editor.store.getState().view.scale).toBeGreaterThan(scale);
  });

  it("that rest do nothing: no menu, one dab", () => {
    say("down", { by: "touch", id: 7 });
    const menu = new Event("contextmenu", { cancelable: true });
    element.dispatchEvent(menu);
    say("up", { by: "touch", id: 7 });
    expect(menu.defaultPrevented).toBe(true);
    expect(kinds()).toEqual(["down", "up"]);
  });
});

describe("hands", () => {
  it("that lie on the screen while the pen is down neither draw, pan nor pinch", () => {
    say("down", { by: "pen", id: 2 });
    const { view } = editor.store.getState();
    say("down", { by: "touch", id: 7, at: [100, 90] });
    say("down", { by: "touch", id: 8, at: [120, 90] });
    say("move", { by: "touch", id: 7, at: [105, 95] });
    say("move", { by: "pen", id: 2, at: [80, 50] });
    say("up", { by: "pen", id: 2, at: [80, 50] });
    say("move", { by: "touch", id: 8, at: [10, 10] });
    say("up", { by: "touch", id: 7 });
    say("up", { by: "touch", id: 8 });
    expect(kinds()).toEqual(["down", "move", "up"]);
    expect(editor.store.getState().view).toBe(view);
    expect(areaOf()).toBeGreaterThan(0);
  });

  it("are ignored just after the pen was lifted or hovered, and fingers are heard again later", () => {
    say("move", { by: "pen", id: 2, buttons: 0 });
    heard.length = 0;
    now += PEN_MOMENT_MS / 2;
    touchStroke();
    expect(heard).toEqual([]);
    now += PEN_MOMENT_MS;
    touchStroke();
    expect(kinds()).toEqual(["down", "move", "up"]);
  });

  it("that came before the pen lose what they drew", () => {
    say("down", { by: "touch", id: 7 });
    say("move", { by: "touch", id: 7, at: [90, 90] });
    penStroke();
    const drawn = areaOf();
    say("move", { by: "touch", id: 7, at: [120, 90] });
    say("up", { by: "touch", id: 7, at: [120, 90] });
    expect(kinds()).toEqual(["down", "move", "cancel", "down", "move", "up"]);
    expect(areaOf()).toBe(drawn);
    editor.undo();
    expect(areaOf()).toBe(0);
  });

  it("are known by their size, at once or when they come to lie flat", () => {
    touchStroke({ size: PALM_PX + 1 });
    expect(heard).toEqual([]);
    say("down", { by: "touch", id: 7 });
    say("move", { by: "touch", id: 7, at: [60, 60], size: PALM_PX + 1 });
    say("move", { by: "touch", id: 7, at: [90, 60] });
    say("up", { by: "touch", id: 7, at: [90, 60] });
    expect(kinds()).toEqual(["down", "cancel"]);
    expect(areaOf()).toBe(0);
  });
});

describe("a pen's pressure", () => {
  it("scales the brush where that is wanted, and comes from pens only", () => {
    editor.setBrush({ radiusPx: 10, hasPressure: true });
    say("down", { by: "pen", id: 2, pressure: 0.2 });
    say("up", { by: "pen", id: 2 });
    // A disc of diameter 4.
    expect(areaOf()).toBe(12);
    editor.undo();
    say("down", { pressure: 0.2 });
    say("up");
    expect(areaOf()).toBeGreaterThan(200);
  });
});

describe("dragging the brush's size", () => {
  it.each([{ button: 2 }, { altKey: true }])("with %o paints nothing", (keys) => {
    const { view } = editor.store.getState();
    say("down", keys);
    say("move", { ...keys, at: [50 + 10 * view.scale, 80] });
    say("up", { ...keys, at: [50 + 10 * view.scale, 80] });
    expect(editor.store.getState().brush.radiusPx).toBe(20);
    expect(heard).toEqual([]);
    expect(areaOf()).toBe(0);
  });

  it("keeps to whole diameters from 1 to 1,000", () => {
    say("down", { button: 2 });
    say("move", { at: [-9000, 50] });
    expect(editor.store.getState().brush.radiusPx).toBe(0.5);
    say("move", { at: [90_000, 50] });
    expect(editor.store.getState().brush.radiusPx).toBe(500);
    say("up");
  });

  it("is the brush's and the eraser's: other tools' right button stays free", () => {
    editor.setTool("rectangle");
    say("down", { button: 2 });
    say("move", { at: [90, 50] });
    say("up", { button: 2 });
    expect(editor.store.getState().brush.radiusPx).toBe(10);
    expect(kinds()).toEqual(["move"]);
  });
});
