import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { alongMask, alongPolygon, lengthOf } from "./border";
import { hasPixel, runsFromBitmap } from "./runs";
import type { Polygon, Vertex } from "./types";

const rows = ["......", ".####.", ".####.", ".#....", "......"];
const runs = runsFromBitmap(
  rows.flatMap((row) => Array.from(row, (cell) => (cell === "#" ? 1 : 0))),
  [5, 6],
);
const has = (row: number, column: number) => hasPixel(runs, row, column);

describe("along a mask's border", () => {
  it("takes the shorter way, or the longer one", () => {
    expect(alongMask(has, [1, 2], [4, 1])).toEqual([[1, 1]]);
    expect(alongMask(has, [1, 2], [4, 1], true)).toEqual([
      [1, 4],
      [2, 4],
      [2, 3],
      [5, 3],
      [5, 1],
    ]);
  });

  it("runs the same way back", () => {
    const border: Vertex[] = [];
    for (let x = 1; x <= 5; x += 1) border.push([x, 1]);
    border.push([5, 2], [5, 3], [4, 3], [3, 3], [2, 3], [2, 4], [1, 4], [1, 3], [1, 2]);
    const places = fc.integer({ min: 0, max: border.length - 1 });
    fc.assert(
      fc.property(places, places, fc.boolean(), (i, j, longer) => {
        const distance = Math.abs(i - j);
        // Of two ways of equal length either may be taken.
        fc.pre(i !== j && 2 * distance !== border.length);
        const [a, b] = [border[i]!, border[j]!];
        const there = alongMask(has, a, b, longer)!;
        expect(alongMask(has, b, a, longer)!.reverse()).toEqual(there);
        const shorter = Math.min(distance, border.length - distance);
        expect(lengthOf([a, ...there, b])).toBe(longer ? border.length - shorter : shorter);
      }),
    );
  });

  it("is none between points that lie on no common border", () => {
    expect(alongMask(has, [1, 1], [3, 2])).toBeNull();
    expect(alongMask(has, [0, 0], [1, 1])).toBeNull();
  });
});

describe("along a polygon's border", () => {
  const square: Polygon = {
    parts: [
      {
        outer: [
          [0, 0],
          [8, 0],
          [8, 8],
          [0, 8],
        ],
        holes: [],
      },
    ],
  };

  it.each<[Vertex, Vertex, boolean, Vertex[]]>([
    [[2, 0], [8, 3], false, [[8, 0]]],
    [[8, 3], [2, 0], false, [[8, 0]]],
    [[2, 0], [5, 0], false, []],
    [[5, 0], [2, 0], false, []],
    [[0, 0], [8, 0], false, []],
    [[8, 0], [2, 0], false, []],
    [
      [2, 0],
      [5, 0],
      true,
      [
        [0, 0],
        [0, 8],
        [8, 8],
        [8, 0],
      ],
    ],
    [
      [0, 0],
      [8, 0],
      true,
      [
        [0, 8],
        [8, 8],
      ],
    ],
  ])("from %j to %j (longer: %j)", (from, to, longer, way) => {
    expect(alongPolygon(square, from, to, longer)).toEqual(way);
  });
});
