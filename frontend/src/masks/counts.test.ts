import { readFileSync } from "node:fs";

import fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { SizeHw } from "../geometry/points";
import { bitmapsOf, sizes } from "./arbitrary";
import { countListFromRuns, countsFromRuns, runsFromCountList, runsFromCounts } from "./counts";
import { areaPx, bboxXywh, bitmapFromRuns, emptyRuns, runsFromBitmap } from "./runs";

interface RleCase {
  readonly name: string;
  readonly size: [number, number];
  readonly rows: readonly string[];
  readonly runs: readonly number[];
  readonly counts: string;
  readonly area_px: number;
  readonly bbox_xywh: readonly number[];
}

const golden = new URL("../../../tests/golden/rle.json", import.meta.url);
const { cases } = JSON.parse(readFileSync(golden, "utf8")) as { cases: RleCase[] };

describe("golden run lengths", () => {
  it.each(cases)("$name", ({ size, rows, runs, counts, area_px, bbox_xywh }) => {
    const bitmap = Array.from(rows.join(""), Number);
    const decoded = runsFromCounts(counts, size);
    expect([...bitmapFromRuns(decoded)]).toEqual(bitmap);
    expect(runsFromCountList(runs, size)).toEqual(decoded);
    expect(countsFromRuns(decoded)).toBe(counts);
    expect(countListFromRuns(decoded)).toEqual(runs);
    expect(areaPx(decoded)).toBe(area_px);
    expect(bboxXywh(decoded)).toEqual(bbox_xywh);
  });
});

describe("counts", () => {
  it("come back from any mask", () => {
    const sized = sizes.chain((size) => fc.tuple(fc.constant(size), bitmapsOf(size)));
    fc.assert(
      fc.property(sized, ([size, bitmap]) => {
        const runs = runsFromBitmap(bitmap, size);
        expect(runsFromCounts(countsFromRuns(runs), size)).toEqual(runs);
      }),
    );
  });

  it("of a huge mask come back", () => {
    const size: SizeHw = [8192, 8192];
    const runs = { sizeHw: size, bounds: Int32Array.of(5, 8192 * 8192 - 7) };
    expect(runsFromCounts(countsFromRuns(runs), size)).toEqual(runs);
    expect(countsFromRuns(emptyRuns(size))).toBe("PPPPP2");
  });

  it("may hold runs of no length", () => {
    expect([...bitmapFromRuns(runsFromCountList([0, 1, 0, 1, 2], [1, 4]))]).toEqual([1, 1, 0, 0]);
  });

  it("that do not fill the image are refused", () => {
    expect(() => runsFromCountList([2, 1], [2, 2])).toThrow(
      "The mask's runs sum to 3 pixels, the image has 4 (2×2); save it again.",
    );
  });

  it("that are cut off or no counts at all are refused", () => {
    expect(() => runsFromCounts("P", [4, 4])).toThrow("broken at character 1");
    expect(() => runsFromCounts("\u00ff", [4, 4])).toThrow("broken at character 0");
    expect(() => runsFromCountList([-1, 5], [2, 2])).toThrow("a run of -1 pixels");
  });
});
