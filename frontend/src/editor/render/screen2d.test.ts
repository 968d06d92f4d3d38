import { beforeEach, describe, expect, it, vi } from "vitest";

import { drag, send, smallEditor, wireSegment } from "../fixtures";
import { Screen2D } from "./screen2d";

/** The only DOM class that drawing needs; Node has none. */
class FakeImageData {
  readonly data: Uint8ClampedArray;
  constructor(
    readonly width: number,
    readonly height: number,
  ) {
    this.data = new Uint8ClampedArray(width * height * 4);
  }
}

class FakePath {
  rect = vi.fn();
  arc = vi.fn();
  moveTo = vi.fn();
  lineTo = vi.fn();
  closePath = vi.fn();
}

const methods = [
  "setTransform",
  "clearRect",
  "putImageData",
  "drawImage",
  "stroke",
  "fill",
  "setLineDash",
  "fillRect",
  "strokeRect",
  "fillText",
] as const;

function fakeCanvas(canvas = { width: 160, height: 120 }) {
  const calls = Object.fromEntries(methods.map((name) => [name, vi.fn()])) as Record<
    (typeof methods)[number],
    ReturnType<typeof vi.fn<(...args: unknown[]) => void>>
  >;
  const context = { canvas, ...calls, measureText: () => ({ width: 0 }) };
  return { calls, context: context as unknown as CanvasRenderingContext2D };
}

/** The device box of the n-th drawing of the overlay: x, y, width, height. */
function drawnBox(calls: ReturnType<typeof fakeCanvas>["calls"], n: number): number[] {
  return calls.putImageData.mock.calls[n]!.slice(3) as number[];
}

function shown(size = { width: 160, height: 120 }) {
  const editor = smallEditor({
    sizeHw: [12, 16],
    segments: [
      wireSegment(
        "a",
        Array.from({ length: 12 }, () => "####............"),
      ),
    ],
  });
  editor.setViewport([size.height, size.width]);
  editor.setBrush({ radiusPx: 0.5 });
  const [picture, overlay, marks] = [fakeCanvas(size), fakeCanvas(size), fakeCanvas(size)];
  const contexts = { picture: picture.context, overlay: overlay.context, marks: marks.context };
  const frames: (() => void)[] = [];
  const screen = new Screen2D(contexts, editor.scene, (callback) => frames.push(callback));
  editor.scene.onDirty((dirty) => screen.dirty(dirty));
  screen.resize(1);
  const flush = () => {
    for (const frame of frames.splice(0)) frame();
  };
  flush();
  return {
    editor,
    picture: picture.calls,
    overlay: overlay.calls,
    marks: marks.calls,
    frames,
    flush,
  };
}

describe("the screen", () => {
  beforeEach(() => {
    vi.stubGlobal("ImageData", FakeImageData);
    vi.stubGlobal("Path2D", FakePath);
    return () => vi.unstubAllGlobals();
  });

  it("draws everything first", () => {
    const { overlay } = shown();
    expect(overlay.putImageData).toHaveBeenCalledTimes(1);
    expect(drawnBox(overlay, 0)).toEqual([0, 0, 160, 120]);
  });

  it("spreads a large first paint over frames, and a stroke meanwhile is drawn all the same", () => {
    let now = 0;
    // Every look at the clock is a long time later: one band fits into a frame.
    vi.spyOn(performance, "now").mockImplementation(() => (now += 3));
    const { editor, overlay, frames, flush } = shown({ width: 160, height: 1000 });
    expect(drawnBox(overlay, 0)).toEqual([0, 0, 160, 200]);
    expect(frames).toHaveLength(1);
    send(editor, "down", [[8.5, 6.5]]);
    while (frames.length > 0) flush();
    const boxes = overlay.putImageData.mock.calls.map((_, n) => drawnBox(overlay, n));
    const bands = boxes.filter(([, , width]) => width === 160);
    expect(bands.map(([, y]) => y)).toEqual([0, 200, 400, 600, 800]);
    expect(boxes.length).toBe(bands.length + 1);
  });

  it("draws many events in one frame, and only where pixels changed", () => {
    const { editor, overlay, picture, frames, flush } = shown();
    const { scale } = editor.store.getState().view;
    send(editor, "down", [[8.5, 6.5]]);
    send(editor, "move", [[9.5, 6.5]]);
    expect(frames).toHaveLength(1);
    flush();
    expect(overlay.putImageData).toHaveBeenCalledTimes(2);
    const [, , width, height] = drawnBox(overlay, 1);
    expect(width).toBeLessThan(2 * scale + 8);
    expect(height).toBeLessThan(scale + 8);
    expect(picture.clearRect).toHaveBeenCalledTimes(1);
  });

  it("draws only the marks when the pointer hovers", () => {
    const { editor, overlay, marks, flush } = shown();
    send(editor, "move", [[8.5, 6.5]]);
    flush();
    expect(overlay.putImageData).toHaveBeenCalledTimes(1);
    expect(marks.clearRect).toHaveBeenCalledTimes(2);
  });

  it("draws nothing while nothing happens", () => {
    const { frames } = shown();
    expect(frames).toHaveLength(0);
  });

  it("draws the picture again when the view moves, and a segment when it is selected", () => {
    const { editor, overlay, picture, flush } = shown();
    editor.select("a");
    flush();
    expect(picture.clearRect).toHaveBeenCalledTimes(1);
    const [, , width] = drawnBox(overlay, 1);
    expect(width).toBeLessThan(60);
    editor.panBy(5, 0);
    flush();
    expect(picture.clearRect).toHaveBeenCalledTimes(2);
    expect(drawnBox(overlay, 2)).toEqual([0, 0, 160, 120]);
  });

  it("shows in every frame what a frame drawn anew would show", () => {
    const { editor, overlay, flush } = shown();
    drag(editor, [
      [8.5, 2.5],
      [12.5, 8.5],
    ]);
    flush();
    editor.undo();
    flush();
    editor.redo();
    editor.setTool("eraser");
    drag(editor, [[9.5, 4.5]]);
    flush();
    editor.select(null);
    flush();
    editor.select("a");
    flush();
    const image = overlay.putImageData.mock.calls[0]![0] as FakeImageData;
    editor.panBy(-13, 6);
    flush();
    editor.panBy(4, -9);
    flush();
    const incremental = [...image.data];
    editor.setOpacity(0.9);
    flush();
    editor.setOpacity(0.5);
    flush();
    expect([...image.data]).toEqual(incremental);
  });
});
