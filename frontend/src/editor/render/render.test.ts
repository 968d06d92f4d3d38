import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";

import type { BoxXyxy } from "../../geometry/points";
import { rowSpans } from "../../masks/runs";
import { runsOfRows } from "../fixtures";
import { IdMap } from "../idmap";
import { safeColor } from "../seeing/palette";
import { Colors, packColor, parseColor, segmentColor } from "./colors";
import { deviceBox, deviceStart, imageIndex } from "./device";
import { drawOutline } from "./outline";
import { drawSegments, drawSuggestions } from "./sample";
import { type FreeRows, drawUnlabelled } from "./unlabelled";

/** Many drawings are compared; a busy machine may take its time. */
vi.setConfig({ testTimeout: 60_000 });

const WIDTH = 24;
const HEIGHT = 18;

const views = fc.record({
  scale: fc.constantFrom(0.3, 0.75, 1, 1.5, 2, 5),
  x: fc.integer({ min: -20, max: 20 }).map((n) => n / 3),
  y: fc.integer({ min: -20, max: 20 }).map((n) => n / 3),
});

function canvas() {
  return { data: new Uint32Array(WIDTH * HEIGHT), width: WIDTH };
}

const all: BoxXyxy = [0, 0, WIDTH, HEIGHT];
const colors = {
  fill: Uint32Array.of(0, 10, 20, 30),
  border: Uint32Array.of(0, 11, 21, 31),
};

function textOf({ data, width }: ReturnType<typeof canvas>, rows: number, columns: number) {
  return Array.from({ length: rows }, (_, y) =>
    [...data.subarray(y * width, y * width + columns)].join(" "),
  );
}

describe("device pixels", () => {
  it("belong to the image pixel under their centre, by both formulas", () => {
    fc.assert(
      fc.property(views, fc.nat({ max: 30 }), ({ scale, x }, column) => {
        const start = deviceStart(column, scale, x);
        expect(imageIndex(start, scale, x)).toBeGreaterThanOrEqual(column);
        expect(imageIndex(start - 1, scale, x)).toBeLessThan(column);
      }),
    );
  });

  it("of a box are clipped to the canvas", () => {
    expect(deviceBox([0, 1, 3, 9], { scale: 2, x: 0, y: 0 }, 1, [100, 10])).toEqual([0, 1, 7, 10]);
  });
});

describe("sampling the id-map", () => {
  const idMap = new IdMap([3, 4]);
  idMap.fill(0, 0, 2, 1);
  idMap.fill(1, 0, 2, 1);
  idMap.fill(0, 2, 4, 2);

  it("draws fills, and borders where neighbours differ", () => {
    const pixels = canvas();
    drawSegments(pixels, idMap, { scale: 2, x: 0, y: 0 }, all, colors);
    expect(textOf(pixels, 6, 9)).toEqual([
      "11 11 11 11 21 21 21 21 21",
      "11 10 10 10 21 20 20 20 21",
      "11 10 10 10 11 21 21 21 0",
      "11 10 10 10 11 0 0 0 0",
      "11 11 11 11 0 0 0 0 0",
      "0 0 0 0 0 0 0 0 0",
    ]);
  });

  it("draws borders as thick as asked for", () => {
    const pixels = canvas();
    drawSegments(pixels, idMap, { scale: 3, x: 0, y: 0 }, all, colors, 2);
    expect(textOf(pixels, 9, 13)).toEqual([
      "11 11 11 11 11 11 21 21 21 21 21 21 21",
      "11 11 11 11 11 11 21 21 21 21 21 21 21",
      "11 11 10 10 10 10 21 21 20 20 20 20 21",
      "11 11 10 10 10 10 11 21 21 21 21 21 0",
      "11 11 10 10 10 10 11 11 21 21 21 21 0",
      "11 11 10 10 10 10 11 11 0 0 0 0 0",
      "11 11 11 11 11 11 0 0 0 0 0 0 0",
      "11 11 11 11 11 11 0 0 0 0 0 0 0",
      "0 0 0 0 0 0 0 0 0 0 0 0 0",
    ]);
  });

  it("of a part draws what drawing everything draws there", () => {
    const larger = new IdMap([20, 30]);
    for (let row = 2; row < 17; row += 1) {
      larger.fill(row, row, row + 9, 1);
      larger.fill(row, 2, 6, 2);
    }
    const parts = fc
      .tuple(fc.nat(WIDTH), fc.nat(WIDTH), fc.nat(HEIGHT), fc.nat(HEIGHT))
      .map(([a, b, c, d]): BoxXyxy => [
        Math.min(a, b),
        Math.min(c, d),
        Math.max(a, b),
        Math.max(c, d),
      ]);
    const wide: typeof drawSegments = (...args) =>
      drawSegments(args[0], args[1], args[2], args[3], args[4], 3);
    for (const draw of [drawSegments, wide, drawSuggestions]) {
      fc.assert(
        fc.property(views, parts, (view, box) => {
          const whole = canvas();
          draw(whole, larger, view, all, colors);
          const part = canvas();
          draw(part, larger, view, box, colors);
          const expected = whole.data.map((value, i) => {
            const [x, y] = [i % WIDTH, Math.floor(i / WIDTH)];
            const isInside = x >= box[0] && x < box[2] && y >= box[1] && y < box[3];
            return isInside ? value : 0;
          });
          expect([...part.data]).toEqual([...expected]);
        }),
      );
    }
  });

  it("reaches over tiles and leaves the outside of the image empty", () => {
    const wide = new IdMap([2, 1030]);
    wide.fill(0, 500, 1030, 3);
    const pixels = { data: new Uint32Array(1200), width: 1200 };
    drawSegments(pixels, wide, { scale: 1, x: 10, y: 3 }, [0, 0, 1200, 1], {
      fill: Uint32Array.of(0, 0, 0, 3),
      border: Uint32Array.of(0, 0, 0, 3),
    });
    expect([...pixels.data].every((value) => value === 0)).toBe(true);
    drawSegments(pixels, wide, { scale: 1, x: 10, y: 0 }, [0, 0, 1200, 1], {
      fill: Uint32Array.of(0, 0, 0, 3),
      border: Uint32Array.of(0, 0, 0, 3),
    });
    expect([pixels.data[509], pixels.data[510], pixels.data[1040], pixels.data[1041]]).toEqual([
      0, 3, 3, 0,
    ]);
  });

  it("hatches suggestions and leaves the segments between the lines to be seen", () => {
    const one = new IdMap([20, 24]);
    for (let row = 0; row < 20; row += 1) one.fill(row, 0, 24, 1);
    const pixels = canvas();
    pixels.data.fill(5, WIDTH * 9);
    drawSuggestions(pixels, one, { scale: 1, x: 0, y: 0 }, [1, 1, WIDTH, HEIGHT], colors);
    const inside = new Set(pixels.data.subarray(WIDTH * 4 + 2, WIDTH * 4 + 20));
    expect(inside).toEqual(new Set([10, 11]));
    const overSegment = new Set(pixels.data.subarray(WIDTH * 12 + 2, WIDTH * 12 + 20));
    expect(overSegment).toEqual(new Set([5, 11]));
  });
});

describe("the outline", () => {
  const runs = runsOfRows(["......", ".####.", ".####.", ".####.", "......"]);
  const source = (row: number, left: number, right: number, out: number[]) =>
    rowSpans(runs, row, left, right, out);
  const style = { inner: 7, innerPx: 1, outer: 4, fill: 2 };

  it("is drawn inside and around the region", () => {
    const pixels = canvas();
    drawOutline(pixels, source, [5, 6], { scale: 1, x: 0, y: 0 }, all, style);
    expect(textOf(pixels, 5, 6)).toEqual([
      "0 4 4 4 4 0",
      "4 7 7 7 7 4",
      "4 7 2 2 7 4",
      "4 7 7 7 7 4",
      "0 4 4 4 4 0",
    ]);
  });

  it("of a part is what drawing everything draws there", () => {
    fc.assert(
      fc.property(views, fc.nat(10), fc.nat(8), fc.constantFrom(1, 2, 3), (view, x, y, innerPx) => {
        const box: BoxXyxy = [x, y, x + 9, y + 7];
        const whole = canvas();
        drawOutline(whole, source, [5, 6], view, all, { ...style, innerPx });
        const part = canvas();
        drawOutline(part, source, [5, 6], view, box, { ...style, innerPx });
        for (let row = box[1]; row < box[3]; row += 1) {
          const [from, to] = [row * WIDTH + box[0], row * WIDTH + box[2]];
          expect([...part.data.subarray(from, to)]).toEqual([...whole.data.subarray(from, to)]);
        }
      }),
    );
  });

  it("shows a region that is thinner than a device pixel", () => {
    const pixels = canvas();
    drawOutline(pixels, source, [5, 6], { scale: 0.2, x: 0, y: 0 }, all, style);
    expect(pixels.data.includes(7)).toBe(true);
  });
});

describe("what nobody owns", () => {
  it("is hatched, with borders left alone, and alike in parts", () => {
    const rows: FreeRows = (row, left, right, out) => {
      if (row < 4) out.push(Math.max(left, 1), Math.min(right, 9));
    };
    fc.assert(
      fc.property(views, fc.nat(WIDTH - 1), fc.nat(HEIGHT - 1), (view, x0, y0) => {
        const [whole, part] = [canvas(), canvas()];
        whole.data[5] = 77;
        part.data[5] = 77;
        drawUnlabelled(whole, rows, [6, 10], view, all);
        drawUnlabelled(part, rows, [6, 10], view, [x0, y0, WIDTH, HEIGHT]);
        expect(whole.data[5]).toBe(77);
        for (let y = 0; y < HEIGHT; y += 1) {
          for (let x = 0; x < WIDTH; x += 1) {
            const at = y * WIDTH + x;
            if (at === 5) continue;
            const [column, row] = [
              imageIndex(x, view.scale, view.x),
              imageIndex(y, view.scale, view.y),
            ];
            const isFree = column >= 1 && column < 9 && row >= 0 && row < 4;
            expect(whole.data[at] !== 0).toBe(isFree);
            if (x >= x0 && y >= y0) expect(part.data[at]).toBe(whole.data[at]);
          }
        }
      }),
    );
  });
});

describe("colours", () => {
  it("are packed as ImageData stores them", () => {
    const bytes = new Uint8Array(Uint32Array.of(packColor(1, 2, 3, 1)).buffer);
    expect([...bytes]).toEqual([1, 2, 3, 255]);
    expect(parseColor("#4000c0")).toEqual([64, 0, 192]);
    expect(parseColor("red")).toEqual([128, 128, 128]);
  });

  it("of segments that follow each other are far apart", () => {
    const first = Array.from({ length: 24 }, (_, i) => segmentColor(i + 1, false));
    expect(new Set(first.map(String)).size).toBe(24);
    for (const [i, rgb] of first.entries()) {
      expect(rgb.every((channel) => channel >= 0 && channel <= 255)).toBe(true);
      const next = first[i + 1];
      // Whoever follows is far away: distances from grey (128, 128, 128) to white are 220.
      if (next) expect(Math.hypot(...rgb.map((c, k) => c - next[k]!))).toBeGreaterThan(100);
    }
  });

  it("for any colour vision are Okabe and Ito's, then lighter and darker ones", () => {
    expect(segmentColor(1, true)).toEqual([0xe6, 0x9f, 0]);
    const all = Array.from({ length: 24 }, (_, i) => safeColor(i));
    expect(new Set(all).size).toBe(24);
    expect(all.every((color) => /^#[0-9a-f]{6}$/.test(color))).toBe(true);
  });

  it("of hidden segments are none", async () => {
    const { smallEditor, wireSegment } = await import("../fixtures");
    const editor = smallEditor({ sizeHw: [1, 2], segments: [wireSegment("a", ["#."])] });
    const table = new Colors();
    table.refresh(editor.scene.segments, editor.store.getState());
    expect(table.fill[1]).not.toBe(0);
    editor.setHidden(["a"], true);
    table.refresh(editor.scene.segments, editor.store.getState());
    expect([table.fill[1], table.border[1]]).toEqual([0, 0]);
  });
});
