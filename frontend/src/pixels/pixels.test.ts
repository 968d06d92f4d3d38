import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { autoWindow, binned, countValues, percentile, rangeOf } from "./histogram";
import { halved, halvingsOf } from "./halving";
import { isPlainTone, PLAIN_TONE, toneTable } from "./tone";

function countsOf(values: readonly number[], length = 256): Uint32Array {
  const counts = new Uint32Array(length);
  countValues(values, counts);
  return counts;
}

describe("the tone's table", () => {
  it("leaves 8-bit values alone where nothing is set", () => {
    expect([...toneTable(PLAIN_TONE, 255, [0, 255])]).toEqual(
      Array.from({ length: 256 }, (_, v) => v),
    );
    expect(isPlainTone({ ...PLAIN_TONE })).toBe(true);
    expect(isPlainTone({ ...PLAIN_TONE, gamma: 2 })).toBe(false);
  });

  it("shows a window of 16-bit values from black to white", () => {
    const table = toneTable({ ...PLAIN_TONE, window: [1000, 1255] }, 65_535, [0, 65_535]);
    expect([table[0], table[1000], table[1001], table[1255], table[65_535]]).toEqual([
      0, 0, 1, 255, 255,
    ]);
    expect(table).toHaveLength(65_536);
  });

  it("never falls, except inverted, where it never rises", () => {
    const tones = fc.record({
      window: fc
        .tuple(fc.nat(255), fc.nat(255))
        .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const),
      gamma: fc.double({ min: 0.2, max: 5, noNaN: true }),
      brightness: fc.integer({ min: 20, max: 300 }),
      contrast: fc.integer({ min: 20, max: 300 }),
      isInverted: fc.boolean(),
    });
    fc.assert(
      fc.property(tones, (tone) => {
        const table = [...toneTable(tone, 255, [0, 255])];
        const sorted = table.toSorted((a, b) => (tone.isInverted ? b - a : a - b));
        expect(table).toEqual(sorted);
      }),
    );
  });

  it("inverts, and is a threshold where the window has no width", () => {
    expect([...toneTable({ ...PLAIN_TONE, isInverted: true }, 255, [0, 255])][3]).toBe(252);
    const table = toneTable({ ...PLAIN_TONE, window: [7, 7] }, 15, [0, 15]);
    expect([table[6], table[7]]).toEqual([0, 255]);
  });

  it("brightens dark parts with gamma above 1", () => {
    expect(toneTable({ ...PLAIN_TONE, gamma: 2 }, 255, [0, 255])[64]).toBe(
      Math.round(255 * Math.sqrt(64 / 255)),
    );
  });
});

describe("histograms", () => {
  it("find percentiles as sorting would", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(255), { minLength: 1 }), fc.nat(100), (values, percent) => {
        const sorted = values.toSorted((a, b) => a - b);
        const at = Math.max(Math.ceil((values.length * percent) / 100), 1) - 1;
        expect(percentile(countsOf(values), percent)).toBe(sorted[at]);
      }),
    );
  });

  it("give the automatic window, or all of the range where nearly all pixels are equal", () => {
    const values = Array.from({ length: 1000 }, (_, i) => i % 200);
    expect(autoWindow(countsOf(values))).toEqual([1, 197]);
    expect(autoWindow(countsOf([...Array.from({ length: 999 }, () => 9), 40]))).toEqual([9, 40]);
    expect(rangeOf(countsOf([]))).toEqual([0, 255]);
  });

  it("keep every pixel in their bins", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 10, max: 200 })),
        fc.integer({ min: 1, max: 300 }),
        (values, bins) => {
          const sums = binned(countsOf(values), [10, 200], bins);
          expect(sums.reduce((a, b) => a + b, 0)).toBe(values.length);
        },
      ),
    );
  });
});

describe("halvings", () => {
  it("are made while the shorter side keeps 1024 pixels", () => {
    expect(halvingsOf([4096, 8193])).toEqual([
      { sizeHw: [2048, 4097], scale: 0.5 },
      { sizeHw: [1024, 2049], scale: 0.25 },
    ]);
    expect(halvingsOf([2047, 9000])).toEqual([]);
  });

  it("average four values, fewer at odd edges", () => {
    const values = Uint16Array.of(0, 2, 10, 4, 6, 20, 100, 200, 65_535);
    expect([...halved(values, [3, 3], [2, 2])]).toEqual([3, 15, 150, 65_535]);
  });
});
