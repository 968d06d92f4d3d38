import { readFileSync } from "node:fs";

import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { runsOf } from "./arbitrary";
import { outline } from "./outline";
import { rasterise } from "./polygon";
import { equalRuns, runsFromBitmap } from "./runs";
import { isSimplePolygon } from "./simple";
import type { Runs } from "./types";

const masks = fc
  .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }))
  .chain((size) => runsOf(size));

function mask(rows: readonly string[]): Runs {
  const bits = rows.flatMap((row) => Array.from(row, (cell) => (cell === "#" ? 1 : 0)));
  return runsFromBitmap(bits, [rows.length, rows[0]!.length]);
}

describe("the outline of a mask", () => {
  it("gives back the same pixels, and every part is valid", () => {
    fc.assert(
      fc.property(masks, (runs) => {
        const polygon = outline(runs);
        expect(equalRuns(rasterise(polygon, runs.sizeHw), runs)).toBe(true);
        if (polygon.parts.length > 0) expect(isSimplePolygon(polygon)).toBe(true);
      }),
      { numRuns: 600 },
    );
  });

  it("has only corners, clockwise, with holes anticlockwise", () => {
    expect(outline(mask(["####", "#..#", "####"]))).toEqual({
      parts: [
        {
          outer: [
            [0, 0],
            [4, 0],
            [4, 3],
            [0, 3],
          ],
          holes: [
            [
              [1, 1],
              [1, 2],
              [3, 2],
              [3, 1],
            ],
          ],
        },
      ],
    });
  });

  it("makes a part of each 4-connected piece", () => {
    expect(outline(mask(["#..", ".#.", "..#"])).parts).toHaveLength(3);
  });

  it("gives holes to the piece round them", () => {
    const rows = ["#######", "#.....#", "#.###.#", "#.#.#.#", "#.###.#", "#.....#", "#######"];
    const { parts } = outline(mask(rows));
    expect(parts.map(({ holes }) => holes.length)).toEqual([1, 1]);
  });
});

describe("golden polygons", () => {
  const golden = new URL("../../../tests/golden/polygons.json", import.meta.url);
  const { cases } = JSON.parse(readFileSync(golden, "utf8")) as {
    cases: { name: string; size: [number, number]; rows: string[] }[];
  };
  it.each(cases)("$name keeps its pixels as an outline", ({ size, rows }) => {
    const runs = runsFromBitmap(Array.from(rows.join(""), Number), size);
    expect(equalRuns(rasterise(outline(runs), size), runs)).toBe(true);
  });
});
