import { readFileSync } from "node:fs";

import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { polygons } from "./arbitrary";
import { rasterise } from "./polygon";
import { bitmapFromRuns } from "./runs";
import { isSimplePolygon, withoutRepeats } from "./simple";
import type { Polygon, Ring } from "./types";

interface PolygonCase {
  readonly name: string;
  readonly size: [number, number];
  readonly polygon: Polygon;
  readonly rows: readonly string[];
}

const golden = new URL("../../../tests/golden/polygons.json", import.meta.url);
const { cases } = JSON.parse(readFileSync(golden, "utf8")) as { cases: PolygonCase[] };

describe("golden polygons", () => {
  it.each(cases)("$name", ({ size, polygon, rows }) => {
    expect([...bitmapFromRuns(rasterise(polygon, size))].join("")).toBe(rows.join(""));
  });
});

it("a polygon sets exactly the pixels whose centres are inside", () => {
  const crossingsLeftOf = (ring: Ring, x: number, y: number): number =>
    ring.filter((from, i) => {
      const to = ring[(i + 1) % ring.length]!;
      const [[x0, y0], [x1, y1]] = from[1] < to[1] ? [from, to] : [to, from];
      return y0 <= y && y < y1 && x0 + ((y - y0) * (x1 - x0)) / (y1 - y0) <= x;
    }).length;
  fc.assert(
    fc.property(polygons, (polygon) => {
      const bitmap = bitmapFromRuns(rasterise(polygon, [12, 12]));
      const expected = Array.from({ length: 144 }, (_, i) => {
        const [x, y] = [(i % 12) + 0.5, Math.floor(i / 12) + 0.5];
        return polygon.parts.some(
          ({ outer, holes }) =>
            [outer, ...holes].reduce((sum, ring) => sum + crossingsLeftOf(ring, x, y), 0) % 2 === 1,
        );
      });
      expect([...bitmap].map((bit) => bit === 1)).toEqual(expected);
    }),
  );
});

describe("a polygon is simple", () => {
  const isSimple = (outer: Ring, holes: Ring[] = []) =>
    isSimplePolygon({ parts: [{ outer, holes }] });
  const box = (x: number, y: number, side: number): Ring => [
    [x, y],
    [x + side, y],
    [x + side, y + side],
    [x, y + side],
  ];

  it("when no edges meet", () => {
    expect(isSimple(box(0, 0, 9))).toBe(true);
    expect(isSimple(box(0, 0, 9), [box(1, 1, 3), box(5, 5, 3)])).toBe(true);
  });

  it.each<[string, Ring, Ring[]]>([
    [
      "edges cross",
      [
        [0, 0],
        [4, 4],
        [4, 0],
        [0, 4],
      ],
      [],
    ],
    [
      "a vertex lies on another edge",
      [
        [0, 0],
        [4, 0],
        [4, 4],
        [2, 0],
        [0, 4],
      ],
      [],
    ],
    [
      "an edge turns back on itself",
      [
        [0, 0],
        [4, 0],
        [2, 0],
        [2, 4],
      ],
      [],
    ],
    [
      "all vertices lie on one line",
      [
        [0, 0],
        [2, 2],
        [4, 4],
      ],
      [],
    ],
    [
      "there are only two vertices",
      [
        [0, 0],
        [2, 2],
      ],
      [],
    ],
    ["a hole crosses the outline", box(0, 0, 4), [box(2, 2, 4)]],
    ["a hole lies outside", box(0, 0, 4), [box(6, 6, 2)]],
    ["a hole lies in a hole", box(0, 0, 9), [box(1, 1, 6), box(2, 2, 2)]],
  ])("not when %s", (_, outer, holes) => {
    expect(isSimple(outer, holes)).toBe(false);
  });

  it("not without parts", () => {
    expect(isSimplePolygon({ parts: [] })).toBe(false);
  });
});

it("repeated vertices are dropped, the closing one too", () => {
  expect(
    withoutRepeats([
      [0, 0],
      [0, 0],
      [3, 0],
      [3, 3],
      [0, 0],
    ]),
  ).toEqual([
    [3, 0],
    [3, 3],
    [0, 0],
  ]);
});
