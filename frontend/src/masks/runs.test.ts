import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { bitmapsOf, runsOf, sizes } from "./arbitrary";
import { intersect, intersects, subtract, union, unionOf, xor } from "./boolean";
import {
  areaPx,
  bboxXywh,
  bitmapFromRuns,
  emptyRuns,
  equalRuns,
  hasPixel,
  rowSpans,
  runsFromBitmap,
  runsFromBox,
} from "./runs";

const sized = sizes.chain((size) => fc.tuple(fc.constant(size), bitmapsOf(size), bitmapsOf(size)));

describe("runs", () => {
  it("hold a bitmap and give it back", () => {
    fc.assert(
      fc.property(sized, ([size, bitmap]) => {
        expect([...bitmapFromRuns(runsFromBitmap(bitmap, size))]).toEqual(bitmap);
      }),
    );
  });

  it("join over the end of a row", () => {
    expect([...runsFromBitmap([0, 1, 1, 0], [2, 2]).bounds]).toEqual([1, 3]);
  });

  it("know area, box and pixels like the bitmap does", () => {
    fc.assert(
      fc.property(sized, ([size, bitmap]) => {
        const runs = runsFromBitmap(bitmap, size);
        const [, w] = size;
        const set = bitmap.flatMap((bit, i) => (bit === 1 ? [[Math.floor(i / w), i % w]] : []));
        expect(areaPx(runs)).toBe(set.length);
        const rows = set.map(([r]) => r!);
        const columns = set.map(([, c]) => c!);
        const [x, y] = [Math.min(...columns), Math.min(...rows)];
        const box = [x, y, Math.max(...columns) - x + 1, Math.max(...rows) - y + 1];
        expect(bboxXywh(runs)).toEqual(set.length === 0 ? [0, 0, 0, 0] : box);
        bitmap.forEach((bit, i) => {
          expect(hasPixel(runs, Math.floor(i / w), i % w)).toBe(bit === 1);
        });
      }),
    );
  });

  it("have no pixel outside of the image", () => {
    const full = runsFromBox([0, 0, 2, 2], [2, 2]);
    expect([hasPixel(full, -1, 0), hasPixel(full, 0, 2), hasPixel(full, 2, 0)]).toEqual([
      false,
      false,
      false,
    ]);
  });

  it("answer a part of a row in columns", () => {
    const runs = runsFromBitmap([1, 1, 0, 1, 1, 1, 0, 0, 1, 1], [2, 5]);
    const out: number[] = [];
    rowSpans(runs, 0, 1, 4, out);
    rowSpans(runs, 1, 0, 5, out);
    expect(out).toEqual([1, 2, 3, 4, 0, 1, 3, 5]);
  });

  it("of a box are clipped to the image", () => {
    expect([...bitmapFromRuns(runsFromBox([1, -1, 9, 1], [2, 3]))]).toEqual([0, 1, 1, 0, 0, 0]);
  });
});

describe("set operations", () => {
  it("equal those on bitmaps", () => {
    fc.assert(
      fc.property(sized, ([size, a, b]) => {
        const left = runsFromBitmap(a, size);
        const right = runsFromBitmap(b, size);
        const naive = (rule: (p: number, q: number) => number) =>
          runsFromBitmap(
            a.map((p, i) => rule(p, b[i]!)),
            size,
          );
        expect(union(left, right)).toEqual(naive((p, q) => p | q));
        expect(intersect(left, right)).toEqual(naive((p, q) => p & q));
        expect(subtract(left, right)).toEqual(naive((p, q) => p & (1 - q)));
        expect(xor(left, right)).toEqual(naive((p, q) => p ^ q));
        expect(intersects(left, right)).toBe(a.some((p, i) => (p & b[i]!) === 1));
      }),
    );
  });

  it("of equal masks give equal bounds", () => {
    fc.assert(
      fc.property(
        sizes.chain((size) => runsOf(size)),
        (runs) => {
          expect(equalRuns(union(runs, runs), runs)).toBe(true);
          expect(equalRuns(xor(runs, runs), emptyRuns(runs.sizeHw))).toBe(true);
        },
      ),
    );
  });

  it("refuse masks of different images", () => {
    expect(() => union(emptyRuns([2, 3]), emptyRuns([3, 2]))).toThrow(
      "Masks of 2×3 and 3×2 pixels cannot be combined.",
    );
  });
});

describe("the union of many masks", () => {
  it("is that of one after the other", () => {
    const masks = fc.array(runsOf([7, 9]), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(masks, (all) => {
        expect(unionOf(all)).toEqual(all.reduce(union));
      }),
    );
  });

  it("holds on the largest image", () => {
    const sizeHw = [8192, 10_922] as const;
    const last = sizeHw[0] * sizeHw[1];
    const runs = [0, 5, last - 9, last - 4].map((start) => ({
      sizeHw,
      bounds: Int32Array.of(start, start + 5 - (start > 9 ? 1 : 0)),
    }));
    expect([...unionOf(runs).bounds]).toEqual([0, 10, last - 9, last - 5, last - 4, last]);
  });
});
