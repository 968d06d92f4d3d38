import { beforeEach, describe, expect, it, vi } from "vitest";
import { crackCosts } from "../masks/crackCosts";
import { liveWire } from "../masks/livewire";
import type { Vertex } from "../masks/types";
import { drag, rowsOfRuns, send, smallEditor } from "./fixtures";
import type { Editor } from "./interface";

const sizeHw = [12, 16] as const;
const [h, w] = sizeHw;
/** A bright block of rows 3 to 8 and columns 4 to 11 on a dark ground. */
const values = Uint8Array.from({ length: h * w }, (_, i) => {
  const [row, column] = [Math.floor(i / w), i % w];
  return row >= 3 && row < 9 && column >= 4 && column < 12 ? 220 : 30;
});
const costs = crackCosts(values, h, w, 1);
const trace = vi.fn((seed: Vertex) => Promise.resolve(liveWire(costs, [0, 0, w, h], seed)));

const block = Array.from({ length: h }, (_, row) =>
  row >= 3 && row < 9 ? "....########...." : ".".repeat(w),
);

let editor: Editor;
beforeEach(() => {
  trace.mockClear();
  editor = smallEditor({ sizeHw });
  editor.setTool("scissors");
  editor.setTracer({ from: trace, close: () => undefined });
});

const masks = (): string[][] =>
  [...editor.store.getState().segments.values()].map(({ runs }) => rowsOfRuns(runs));
const ready = () => vi.waitFor(() => expect(editor.store.getState().wireStatus).toBe("ready"));
const click = (x: number, y: number, shift = false): void => drag(editor, [[x, y]], { shift });

describe("intelligent scissors", () => {
  it("follow the edges between a few anchors and close on Enter", async () => {
    for (const [x, y] of [
      [4, 3],
      [12, 3],
      [12, 9],
      [4, 9],
    ] as const) {
      click(x, y);
      await ready();
    }
    editor.key("enter");
    expect(masks()).toEqual([block]);
    const [segment] = editor.store.getState().segments.values();
    expect(segment).toMatchObject({ origin: "scissors", polygon: null });
    expect(editor.store.getState()).toMatchObject({ isBusy: false, wireStatus: "idle" });
  });

  it("take anchors beside the image: they stand for its border", async () => {
    for (const [x, y] of [
      [-3, 3],
      [4, 3],
      [4, 9],
      [-3, 9],
    ] as const) {
      click(x, y);
      await ready();
    }
    editor.key("enter");
    const left = block.map((row) => (row.includes("#") ? "####............" : row));
    expect(masks()).toEqual([left]);
    for (const [[x]] of trace.mock.calls) expect(x).toBeGreaterThanOrEqual(0);
  });

  it("lose no click that comes before the ways are known", async () => {
    for (const [x, y] of [
      [4, 3],
      [12, 3],
      [12, 9],
      [4, 9],
    ] as const) {
      click(x, y);
    }
    editor.key("enter");
    expect(masks()).toEqual([]);
    await vi.waitFor(() => expect(masks()).toEqual([block]));
    expect(trace).toHaveBeenCalledTimes(4);
  });

  it("close on the first anchor and by a double click", async () => {
    click(4, 3);
    await ready();
    click(12, 9);
    await ready();
    send(editor, "double", [[12, 9]]);
    expect(masks()).toHaveLength(1);
    expect(editor.store.getState().isBusy).toBe(false);
  });

  it("show the way up to the pointer, and the straight one with Shift", async () => {
    click(4, 3);
    await ready();
    const vertices = () => editor.scene.marks().ring!.vertices;
    send(editor, "move", [[12, 9]]);
    expect(vertices()).toHaveLength(3);
    expect(vertices().at(-1)).toEqual([12, 9]);
    send(editor, "move", [[12, 9]], { shift: true });
    expect(vertices()).toHaveLength(2);
  });

  it("take an anchor back by Backspace and undo, and all by Escape", async () => {
    click(4, 3);
    await ready();
    click(12, 3);
    await ready();
    editor.key("backspace");
    expect(trace).toHaveBeenLastCalledWith([4, 3]);
    editor.undo();
    expect(editor.store.getState()).toMatchObject({ isBusy: false, wireStatus: "idle" });
    click(4, 3);
    editor.key("escape");
    expect(editor.scene.marks().ring).toBeNull();
  });

  it("draw straight lines where the edges cannot be read", async () => {
    editor.setTracer({
      from: () => Promise.reject(new Error("no memory")),
      close: () => undefined,
    });
    for (const [x, y] of [
      [4, 3],
      [12, 3],
      [12, 9],
      [4, 9],
    ] as const) {
      click(x, y);
      await vi.waitFor(() => expect(editor.store.getState().wireStatus).toBe("failed"));
    }
    editor.key("enter");
    expect(masks()).toEqual([block]);
  });
});
