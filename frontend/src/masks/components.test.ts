import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { runsOf, sizes } from "./arbitrary";
import { intersects, union } from "./boolean";
import { partsOf, separated } from "./components";
import type { Connectivity } from "./components";
import { cutByLine } from "./cutting";
import { areaPx, bitmapFromRuns, emptyRuns, equalRuns, runsFromBitmap, runsFromBox } from "./runs";
import type { Runs, Vertex } from "./types";

const masks = sizes.chain(runsOf);

/** Flood fill, pixel by pixel; a step is allowed unless `isBlocked`. */
function naiveParts(
  runs: Runs,
  connectivity: Connectivity,
  isBlocked: (r: number, c: number, toR: number, toC: number) => boolean = () => false,
): string[] {
  const [h, w] = runs.sizeHw;
  const left = new Set<number>();
  bitmapFromRuns(runs).forEach((bit, i) => bit === 1 && left.add(i));
  const parts: string[] = [];
  while (left.size > 0) {
    const part: number[] = [];
    const open = [Math.min(...left)];
    left.delete(open[0]!);
    while (open.length > 0) {
      const at = open.pop()!;
      part.push(at);
      const [r, c] = [Math.floor(at / w), at % w];
      for (let dr = -1; dr <= 1; dr += 1) {
        for (let dc = -1; dc <= 1; dc += 1) {
          const [toR, toC] = [r + dr, c + dc];
          if (toR < 0 || toC < 0 || toR >= h || toC >= w) continue;
          if (connectivity === 4 && dr !== 0 && dc !== 0) continue;
          const to = toR * w + toC;
          if (!left.has(to) || isBlocked(r, c, toR, toC)) continue;
          left.delete(to);
          open.push(to);
        }
      }
    }
    parts.push(part.sort((a, b) => a - b).join());
  }
  return parts.sort();
}

const pixelsOf = (runs: Runs): string =>
  [...bitmapFromRuns(runs).entries()].flatMap(([i, bit]) => (bit === 1 ? [i] : [])).join();

describe("connected parts", () => {
  it.each([4, 8] as const)("are those of a flood fill, %i-connected", (connectivity) => {
    fc.assert(
      fc.property(masks, (runs) => {
        const parts = partsOf(runs, connectivity);
        expect(separated(parts).map(pixelsOf).sort()).toEqual(naiveParts(runs, connectivity));
        expect(separated(parts).map(areaPx)).toEqual(parts.areas);
      }),
    );
  });
});

const place = fc.integer({ min: -8, max: 56 }).map((n) => n / 4);
const lines = fc.array(fc.tuple(place, place), { minLength: 2, maxLength: 5 });

/** Whether two straight lines cross, by exact orientation of nudged ends. */
function crosses(p: Vertex, q: Vertex, a: Vertex, b: Vertex): boolean {
  const side = (u: Vertex, v: Vertex, at: Vertex): boolean =>
    (v[0] - u[0]) * (at[1] - u[1]) - (v[1] - u[1]) * (at[0] - u[0]) >= 0;
  return side(a, b, p) !== side(a, b, q) && side(p, q, a) !== side(p, q, b);
}

describe("a cut", () => {
  it("parts the mask: every pixel is in exactly one part", () => {
    fc.assert(
      fc.property(masks, lines, (runs, line) => {
        const parts = cutByLine(runs, line);
        if (parts === null) return;
        expect(parts.length).toBeGreaterThan(1);
        expect(equalRuns(parts.reduce(union, emptyRuns(runs.sizeHw)), runs)).toBe(true);
        expect(parts.reduce((sum, part) => sum + areaPx(part), 0)).toBe(areaPx(runs));
        expect(parts.every((part) => areaPx(part) > 0)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it("goes exactly where the line crosses the steps between pixels", () => {
    fc.assert(
      fc.property(masks, lines, (runs, line) => {
        const nudged = line.map(([x, y]): Vertex => [x + 1.37e-5, y + 2.11e-5]);
        const isBlocked = (r: number, c: number, toR: number, toC: number): boolean =>
          nudged.some((to, i) => {
            const from = nudged[i - 1];
            if (from === undefined) return false;
            const [p, q] = [[c + 0.5, r + 0.5] as const, [toC + 0.5, toR + 0.5] as const];
            return crosses(p, q, from, to);
          });
        const cut = naiveParts(runs, 8, isBlocked);
        const wholes = new Set(naiveParts(runs, 8));
        const pieces = cut.filter((part) => !wholes.has(part));
        const parts = cutByLine(runs, line);
        if (pieces.length === 0) expect(parts).toBeNull();
        else {
          const [, ...others] = parts!.map(pixelsOf);
          expect(others.every((each) => pieces.includes(each))).toBe(true);
          expect(parts).toHaveLength(pieces.length);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("of a square from side to side makes two; the larger stays first", () => {
    const square = runsFromBox([1, 1, 9, 9], [10, 10]);
    const parts = cutByLine(square, [
      [3, -1],
      [3, 12],
    ])!;
    expect(parts.map(areaPx)).toEqual([48, 16]);
    expect(intersects(parts[0]!, parts[1]!)).toBe(false);
  });

  it("that ends inside cuts nothing", () => {
    const square = runsFromBox([1, 1, 9, 9], [10, 10]);
    expect(
      cutByLine(square, [
        [3, -1],
        [3, 6],
      ]),
    ).toBeNull();
  });

  it("leaves what hung apart before with the largest piece", () => {
    const rows = ["####..#", "####..#", "####..."];
    const runs = runsFromBitmap(
      Array.from(rows.join(""), (pixel) => (pixel === "#" ? 1 : 0)),
      [3, 7],
    );
    const parts = cutByLine(runs, [
      [1, -1],
      [1, 5],
    ])!;
    expect(parts.map(areaPx)).toEqual([9 + 2, 3]);
  });
});
