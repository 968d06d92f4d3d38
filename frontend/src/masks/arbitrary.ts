/** Random masks and polygons for property tests; imported by tests only. */

import fc from "fast-check";

import type { SizeHw } from "../geometry/points";
import { runsFromBitmap } from "./runs";
import type { Polygon, Runs } from "./types";

export const sizes: fc.Arbitrary<SizeHw> = fc.tuple(
  fc.integer({ min: 1, max: 12 }),
  fc.integer({ min: 1, max: 12 }),
);

export function bitmapsOf([h, w]: SizeHw): fc.Arbitrary<number[]> {
  return fc.array(fc.integer({ min: 0, max: 1 }), { minLength: h * w, maxLength: h * w });
}

export function runsOf(sizeHw: SizeHw): fc.Arbitrary<Runs> {
  return bitmapsOf(sizeHw).map((bitmap) => runsFromBitmap(bitmap, sizeHw));
}

/** Any rings at all, crossing ones included, on and between the grid. */
export const polygons: fc.Arbitrary<Polygon> = fc.record({
  parts: fc.array(fc.record({ outer: rings(), holes: fc.array(rings(), { maxLength: 1 }) }), {
    minLength: 1,
    maxLength: 2,
  }),
});

function rings(): fc.Arbitrary<[number, number][]> {
  const coordinate = fc.integer({ min: -4, max: 28 }).map((n) => n / 2);
  return fc.array(fc.tuple(coordinate, coordinate), { minLength: 3, maxLength: 7 });
}
