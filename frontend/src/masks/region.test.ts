import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { imagePoint } from "../geometry/points";
import type { BoxXyxy, SizeHw } from "../geometry/points";
import { strokeSpans } from "./brush";
import { isInEllipse, pixelsOf, runsFromEllipse, runsFromLasso } from "./region";
import { areaPx, bitmapFromRuns } from "./runs";
import { Spans } from "./spans";
import type { Ring } from "./types";

const size: SizeHw = [14, 17];
const edge = fc.integer({ min: -6, max: 24 });
const boxes = fc
  .tuple(edge, edge, edge, edge)
  .map(([a, b, c, d]): BoxXyxy => [Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d)]);

/** Row-major: whether each pixel's centre passes. */
function perPixel(isInside: (x: number, y: number) => boolean): number[] {
  return Array.from({ length: size[0] * size[1] }, (_, i) =>
    isInside((i % size[1]) + 0.5, Math.floor(i / size[1]) + 0.5) ? 1 : 0,
  );
}

/** How often the ring goes round a point: edges right of it, down less up. */
function windingAround(ring: Ring, x: number, y: number): number {
  return ring.reduce((winding, [x0, y0], i) => {
    const [x1, y1] = ring[(i + 1) % ring.length]!;
    if (y0 <= y && y < y1 && x0 + ((y - y0) * (x1 - x0)) / (y1 - y0) > x) return winding + 1;
    if (y1 <= y && y < y0 && x1 + ((y - y1) * (x0 - x1)) / (y0 - y1) > x) return winding - 1;
    return winding;
  }, 0);
}

describe("a rectangle", () => {
  it("has exactly the pixels whose centres it holds", () => {
    fc.assert(
      fc.property(boxes, (boxXyxy) => {
        const [x0, y0, x1, y1] = boxXyxy;
        const expected = perPixel((x, y) => x > x0 && x < x1 && y > y0 && y < y1);
        expect([...bitmapFromRuns(pixelsOf({ kind: "rectangle", boxXyxy }, size))]).toEqual(
          expected,
        );
      }),
    );
  });
});

describe("an ellipse", () => {
  it("has exactly the pixels whose centres it holds", () => {
    fc.assert(
      fc.property(boxes, (box) => {
        const [x0, y0, x1, y1] = box;
        const [w, h] = [BigInt(x1 - x0), BigInt(y1 - y0)];
        const expected = perPixel((x, y) => {
          const a = BigInt(2 * x - x0 - x1) * h;
          const b = BigInt(2 * y - y0 - y1) * w;
          return w > 0n && h > 0n && a * a + b * b <= w * w * h * h;
        });
        expect([...bitmapFromRuns(runsFromEllipse(box, size))]).toEqual(expected);
      }),
    );
  });

  it.each([1, 2, 3, 4, 7, 10])("of %i by as much is the round brush's dab", (diameterPx) => {
    const spans = new Spans();
    const at = imagePoint(7 + (diameterPx % 2) / 2, 7 + (diameterPx % 2) / 2);
    strokeSpans(at, at, { diameterPx, shape: "round" }, size, spans);
    let dab = 0;
    for (let i = 0; i < spans.length; i += 1) dab += spans.end(i) - spans.start(i);
    const low = 7 - Math.floor(diameterPx / 2);
    const box = [low, low, low + diameterPx, low + diameterPx] as const;
    expect(areaPx(runsFromEllipse(box, size))).toBe(dab);
  });

  it("stays exact where doubles are not", () => {
    // On the border: 3² + 4² = 5², scaled beyond 2^53.
    const unit = 2 ** 14;
    expect(isInEllipse(3 * unit, 4 * unit, 5 * unit, 5 * unit)).toBe(true);
    expect(isInEllipse(3 * unit + 1, 4 * unit, 5 * unit, 5 * unit)).toBe(false);
  });
});

describe("a lasso", () => {
  const coordinate = fc.integer({ min: -8, max: 42 }).map((n) => n / 2);
  const rings = fc.array(fc.tuple(coordinate, coordinate), { minLength: 1, maxLength: 9 });

  it("has exactly the pixels that it winds round", () => {
    fc.assert(
      fc.property(rings, (ring) => {
        const expected = perPixel((x, y) => windingAround(ring, x, y) !== 0);
        expect([...bitmapFromRuns(runsFromLasso(ring, size))]).toEqual(expected);
      }),
      { numRuns: 400 },
    );
  });

  it("leaves no hole where the end of the line crosses its beginning", () => {
    const square: Ring = [
      [2, 2],
      [10, 2],
      [10, 10],
      [2, 10],
    ];
    const twice = [...square, ...square];
    expect(areaPx(runsFromLasso(twice, size))).toBe(64);
  });
});
