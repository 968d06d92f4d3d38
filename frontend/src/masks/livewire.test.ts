import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { imagePoint } from "../geometry/points";
import { crackCosts } from "./crackCosts";
import { liveWire, wireTo, type CrackCosts } from "./livewire";
import { rasterise } from "./polygon";
import { bitmapFromRuns } from "./runs";
import type { Vertex } from "./types";

/** What the steps along a way cost; every corner in line counts. */
function costOf(costs: CrackCosts, w: number, way: readonly Vertex[]): number {
  let sum = 0;
  for (let i = 1; i < way.length; i += 1) {
    let [x, y] = way[i - 1]!;
    const [toX, toY] = way[i]!;
    const [dx, dy] = [Math.sign(toX - x), Math.sign(toY - y)];
    if (dx !== 0 && dy !== 0) throw new Error("A way goes along rows or columns.");
    for (; x !== toX || y !== toY; x += dx, y += dy) {
      sum +=
        dy === 0
          ? costs.right[y * w + Math.min(x, x + dx)]!
          : costs.down[Math.min(y, y + dy) * (w + 1) + x]!;
    }
  }
  return sum;
}

/** Bellman-Ford, as naive as it gets: the least cost of every corner. */
function leastCosts(costs: CrackCosts, h: number, w: number, seed: Vertex): number[] {
  const least = new Array<number>((h + 1) * (w + 1)).fill(Infinity);
  least[seed[1] * (w + 1) + seed[0]] = 0;
  const relax = (a: number, b: number, cost: number): boolean => {
    if (least[a]! + cost >= least[b]!) return false;
    least[b] = least[a]! + cost;
    return true;
  };
  for (let changed = true; changed;) {
    changed = false;
    for (let y = 0; y <= h; y += 1) {
      for (let x = 0; x <= w; x += 1) {
        const at = y * (w + 1) + x;
        if (x < w) {
          const cost = costs.right[y * w + x]!;
          changed = relax(at, at + 1, cost) || relax(at + 1, at, cost) || changed;
        }
        if (y < h) {
          const cost = costs.down[y * (w + 1) + x]!;
          changed = relax(at, at + w + 1, cost) || relax(at + w + 1, at, cost) || changed;
        }
      }
    }
  }
  return least;
}

const windows = fc
  .record({ h: fc.integer({ min: 1, max: 6 }), w: fc.integer({ min: 1, max: 6 }) })
  .chain(({ h, w }) =>
    fc.record({
      h: fc.constant(h),
      w: fc.constant(w),
      right: fc.array(fc.integer({ min: 1, max: 255 }), {
        minLength: (h + 1) * w,
        maxLength: (h + 1) * w,
      }),
      down: fc.array(fc.integer({ min: 1, max: 255 }), {
        minLength: h * (w + 1),
        maxLength: h * (w + 1),
      }),
      seed: fc.tuple(fc.integer({ min: 0, max: w }), fc.integer({ min: 0, max: h })),
    }),
  );

describe("the live wire", () => {
  it("finds the cheapest way to every corner", () => {
    fc.assert(
      fc.property(windows, ({ h, w, right, down, seed }) => {
        const costs = { right: Uint8Array.from(right), down: Uint8Array.from(down) };
        const wire = liveWire(costs, [0, 0, w, h], seed);
        const least = leastCosts(costs, h, w, seed);
        for (let y = 0; y <= h; y += 1) {
          for (let x = 0; x <= w; x += 1) {
            const way = [seed, ...wireTo(wire, imagePoint(x, y))];
            expect(way.at(-1)).toEqual([x, y]);
            expect(costOf(costs, w, way)).toBe(least[y * (w + 1) + x]);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it("goes straight on where the point is far outside of its window", () => {
    const costs = { right: new Uint8Array(20).fill(9), down: new Uint8Array(20).fill(9) };
    const wire = liveWire(costs, [10, 10, 14, 14], [12, 12]);
    expect(wireTo(wire, imagePoint(12, 30)).at(-1)).toEqual([12, 30]);
    expect(wireTo(wire, imagePoint(12, 12))).toEqual([[12, 12]]);
  });
});

describe("edges of a picture", () => {
  const [h, w] = [40, 50] as const;
  const inside = (x: number, y: number): boolean => x >= 11 && x < 37 && y >= 8 && y < 29;
  const values = new Uint8Array(h * w * 3);
  for (let i = 0; i < h * w; i += 1) {
    const isIn = inside(i % w, Math.floor(i / w));
    values.set(isIn ? [200, 60, 60] : [50, 120, 60], 3 * i);
  }
  const costs = crackCosts(values, h, w, 3);

  it("are followed round a rectangle to the pixel from a few rough clicks", () => {
    const clicks = [
      [11, 8],
      [37, 9],
      [36, 29],
      [11, 28],
    ] as const;
    const ring: Vertex[] = [];
    let seed: Vertex = clicks[0];
    for (const [x, y] of [...clicks.slice(1), clicks[0]]) {
      const way = wireTo(liveWire(costs, [0, 0, w, h], seed), imagePoint(x, y));
      ring.push(...way);
      seed = way.at(-1)!;
    }
    const mask = bitmapFromRuns(rasterise({ parts: [{ outer: ring, holes: [] }] }, [h, w]));
    const wrong = mask.reduce((sum, set, i) => {
      const isIn = inside(i % w, Math.floor(i / w));
      return sum + ((set === 1) === isIn ? 0 : 1);
    }, 0);
    // A click beside the edge leaves it for its own pixel.
    expect(wrong).toBeLessThanOrEqual(4);
  });

  it("cost the least, flat areas the most", () => {
    expect(costs.right[8 * w + 20]).toBe(1);
    expect(costs.right[20 * w + 20]).toBe(101);
  });

  it("make no cost of a single pixel or a flat picture impossible", () => {
    for (const [height, width] of [
      [1, 1],
      [1, 9],
      [5, 5],
    ] as const) {
      const flat = crackCosts(new Uint8Array(height * width), height, width, 1);
      expect(flat.right).toHaveLength((height + 1) * width);
      expect(Math.min(...flat.right, ...flat.down)).toBe(101);
    }
  });
});
