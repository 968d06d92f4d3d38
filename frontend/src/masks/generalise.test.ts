import fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { SizeHw } from "../geometry/points";
import { intersects, union } from "./boolean";
import { numVertices, simplifier } from "./generalise";
import { outline } from "./outline";
import { rasterise } from "./polygon";
import { emptyRuns, equalRuns, isEmptyRuns, runsFromBitmap } from "./runs";
import { isSimplePolygon } from "./simple";
import type { Runs } from "./types";

/** Blobs of the numbers 0 … 4, as label maps have them: random seeds, every pixel its nearest one's. */
const labelMaps = fc
  .record({
    h: fc.integer({ min: 4, max: 24 }),
    w: fc.integer({ min: 4, max: 24 }),
    seeds: fc.array(
      fc.record({ x: fc.nat(24), y: fc.nat(24), label: fc.nat(4), weight: fc.nat(6) }),
      { minLength: 2, maxLength: 14 },
    ),
    specks: fc.array(fc.tuple(fc.nat(575), fc.nat(4)), { maxLength: 12 }),
  })
  .map(({ h, w, seeds, specks }) => {
    const labels = Array.from({ length: h * w }, (_, i) => {
      const [x, y] = [i % w, Math.floor(i / w)];
      const near = seeds.map((s) => Math.hypot(s.x - x, s.y - y) - s.weight);
      return seeds[near.indexOf(Math.min(...near))]!.label;
    });
    for (const [place, label] of specks) labels[place % (h * w)] = label;
    return { size: [h, w] as SizeHw, labels };
  });

function masksOf({ size, labels }: { size: SizeHw; labels: number[] }): Runs[] {
  return [1, 2, 3, 4]
    .map((label) =>
      runsFromBitmap(
        labels.map((each) => (each === label ? 1 : 0)),
        size,
      ),
    )
    .filter((runs) => !isEmptyRuns(runs));
}

const tolerances = fc.double({ min: 0.1, max: 6, noNaN: true });
const unionOf = (all: readonly Runs[], size: SizeHw) => all.reduce(union, emptyRuns(size));

describe("simplifying together", () => {
  it("gives no pixel to two shapes and makes no shape cross itself", () => {
    fc.assert(
      fc.property(labelMaps, tolerances, (map, tolerancePx) => {
        const shapes = masksOf(map).map(outline);
        const simplified = simplifier(shapes, [], map.size)(tolerancePx);
        const masks = simplified.map((polygon) => rasterise(polygon, map.size));
        masks.forEach((mask, i) => {
          expect(isEmptyRuns(mask)).toBe(false);
          for (const other of masks.slice(i + 1)) expect(intersects(mask, other)).toBe(false);
        });
        for (const polygon of simplified) expect(isSimplePolygon(polygon)).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  it("leaves no gap where every pixel had its shape", () => {
    fc.assert(
      fc.property(labelMaps, tolerances, ({ size, labels }, tolerancePx) => {
        const full = masksOf({ size, labels: labels.map((label) => Math.max(label, 1)) });
        const simplified = simplifier(full.map(outline), [], size)(tolerancePx);
        const masks = simplified.map((polygon) => rasterise(polygon, size));
        expect(equalRuns(unionOf(masks, size), unionOf(full, size))).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  it("leaves neighbours that are not asked exactly their pixels", () => {
    fc.assert(
      fc.property(labelMaps, tolerances, (map, tolerancePx) => {
        const [one, ...others] = masksOf(map);
        if (one === undefined) return;
        const context = others.map(outline);
        const [simplified] = simplifier([outline(one)], context, map.size)(tolerancePx);
        expect(intersects(rasterise(simplified!, map.size), unionOf(others, map.size))).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  it("drops what the tolerance covers", () => {
    const rows = ["...........", "...#..#..#.", "..########.", ".#########.", "..........."];
    const saw = Array.from(rows.join(""));
    const size: SizeHw = [5, 11];
    const runs = runsFromBitmap(
      saw.map((cell) => (cell === "#" ? 1 : 0)),
      size,
    );
    const [simplified] = simplifier([outline(runs)], [], size)(1);
    expect(numVertices(simplified!)).toBeLessThan(numVertices(outline(runs)) * 0.6);
  });
});
