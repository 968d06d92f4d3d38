import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { runsOf, sizes } from "./arbitrary";
import { grown, shrunk, smoothed, withoutHoles, withoutSpecks } from "./morphology";
import {
  bitmapFromRuns,
  equalRuns,
  isEmptyRuns,
  runsFromBitmap,
  runsFromBox,
  areaPx,
} from "./runs";
import type { Runs } from "./types";

const masks = sizes.chain(runsOf);
const radii = fc.constantFrom(1, 1.5, 2, 3, 5);

/** By definition: a pixel is set if any (or all) pixels of the image within `px` are. */
function naive(runs: Runs, px: number, rule: "any" | "all"): Runs {
  const [h, w] = runs.sizeHw;
  const bitmap = bitmapFromRuns(runs);
  const isSet = (_: unknown, i: number): number => {
    const [r, c] = [Math.floor(i / w), i % w];
    const near: number[] = [];
    for (let y = 0; y < h; y += 1) {
      for (let x = 0; x < w; x += 1) {
        if ((y - r) ** 2 + (x - c) ** 2 <= px * px) near.push(bitmap[y * w + x]!);
      }
    }
    return Number(rule === "any" ? near.includes(1) : !near.includes(0));
  };
  return runsFromBitmap(Array.from({ length: h * w }, isSet), runs.sizeHw);
}

function runsOfRows(rows: readonly string[]): Runs {
  const bits = Array.from(rows.join(""), (pixel) => (pixel === "#" ? 1 : 0));
  return runsFromBitmap(bits, [rows.length, rows[0]!.length]);
}

describe("growing, shrinking and smoothing", () => {
  it("are those of a Euclidean disc, pixel by pixel", () => {
    fc.assert(
      fc.property(masks, radii, (runs, px) => {
        expect(grown(runs, px)).toEqual(naive(runs, px, "any"));
        if (!isEmptyRuns(runs)) expect(shrunk(runs, px)).toEqual(naive(runs, px, "all"));
      }),
      { numRuns: 200 },
    );
  });

  it("smoothing opens, then closes", () => {
    fc.assert(
      fc.property(masks, radii, (runs, px) => {
        const opened = naive(naive(runs, px, "all"), px, "any");
        const closed = naive(naive(opened, px, "any"), px, "all");
        expect(smoothed(runs, px)).toEqual(closed);
      }),
      { numRuns: 200 },
    );
  });

  it("leaves a large box at the image's edge as it is", () => {
    const box = runsFromBox([0, 0, 12, 20], [20, 20]);
    expect(smoothed(box, 3)).toEqual(box);
    expect(shrunk(box, 2)).toEqual(runsFromBox([0, 0, 10, 20], [20, 20]));
  });
});

describe("holes and specks", () => {
  const ring = ["######.", "#..#.#.", "#.####.", "####..#", "......."];

  it("fills what is enclosed, up to a size, and nothing that is open", () => {
    expect(withoutHoles(runsOfRows(ring), 1)).toEqual(
      runsOfRows(["######.", "#..###.", "#.####.", "####..#", "......."]),
    );
    expect(withoutHoles(runsOfRows(ring), 3)).toEqual(
      runsOfRows(["######.", "######.", "######.", "####..#", "......."]),
    );
  });

  it("removes what is small, and never all", () => {
    const rows = ["##..#", "##...", "....#", "#...."];
    expect(withoutSpecks(runsOfRows(rows), 1)).toEqual(
      runsOfRows(["##...", "##...", ".....", "....."]),
    );
    expect(areaPx(withoutSpecks(runsOfRows(rows), 100))).toBe(4);
    expect(equalRuns(withoutSpecks(runsOfRows(rows), 0), runsOfRows(rows))).toBe(true);
  });

  it("only ever add, or only take away", () => {
    fc.assert(
      fc.property(masks, fc.nat({ max: 9 }), (runs, px) => {
        const [before, filled] = [bitmapFromRuns(runs), bitmapFromRuns(withoutHoles(runs, px))];
        const left = bitmapFromRuns(withoutSpecks(runs, px));
        before.forEach((bit, i) => {
          expect(filled[i]).toBeGreaterThanOrEqual(bit);
          expect(left[i]).toBeLessThanOrEqual(bit);
        });
      }),
    );
  });
});
