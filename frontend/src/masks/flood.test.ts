import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { similarRows } from "../pixels/similar";
import { Flood } from "./flood";
import { bitmapFromRuns } from "./runs";

const cases = fc
  .record({
    h: fc.integer({ min: 1, max: 9 }),
    w: fc.integer({ min: 1, max: 9 }),
    channels: fc.constantFrom(1 as const, 3 as const),
    values: fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 243, maxLength: 243 }),
    tolerance: fc.integer({ min: 0, max: 3 }),
    isContiguous: fc.boolean(),
    neighbours: fc.constantFrom(4 as const, 8 as const),
    at: fc.nat(),
  })
  .map(({ at, ...rest }) => ({
    ...rest,
    seed: { row: Math.floor((at % (rest.h * rest.w)) / rest.w), column: at % rest.w },
  }));

type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never;

/** Pixel by pixel, until nothing more is reached. */
function naive({ h, w, channels, values, tolerance, isContiguous, neighbours, seed }: Case) {
  const seedAt = (seed.row * w + seed.column) * channels;
  const isSimilar = (i: number) =>
    Array.from({ length: channels }).every(
      (_, k) => Math.abs(values[i * channels + k]! - values[seedAt + k]!) <= tolerance,
    );
  const all = Array.from({ length: h * w }, (_, i) => (isSimilar(i) ? 1 : 0));
  if (!isContiguous) return all;
  const reached = all.map((_, i) => (i === seed.row * w + seed.column ? 1 : 0));
  for (let grew = true; grew;) {
    grew = false;
    for (let i = 0; i < h * w; i += 1) {
      if (reached[i] === 1 || all[i] === 0) continue;
      for (let j = 0; j < h * w; j += 1) {
        const [dx, dy] = [
          Math.abs((i % w) - (j % w)),
          Math.abs(Math.floor(i / w) - Math.floor(j / w)),
        ];
        const touches = neighbours === 4 ? dx + dy === 1 : Math.max(dx, dy) === 1;
        if (reached[j] === 1 && touches) {
          reached[i] = 1;
          grew = true;
        }
      }
    }
  }
  return reached;
}

function flooded({ h, w, channels, values, tolerance, seed, ...options }: Case) {
  const pixels = {
    sizeHw: [h, w] as const,
    channels,
    maxValue: 255,
    values: Uint8Array.from(values),
  };
  return new Flood(similarRows(pixels, seed, tolerance), [h, w], seed, options);
}

describe("a flood", () => {
  it("reaches what a naive fill reaches", () => {
    fc.assert(
      fc.property(cases, (each) => {
        const flood = flooded(each);
        expect(flood.run()).toBe(true);
        expect([...bitmapFromRuns(flood.runs())]).toEqual(naive(each));
      }),
      { numRuns: 400 },
    );
  });

  it("comes to the same in slices", () => {
    fc.assert(
      fc.property(cases, (each) => {
        const [whole, sliced] = [flooded(each), flooded(each)];
        whole.run();
        while (!sliced.run(() => true));
        expect(sliced.runs()).toEqual(whole.runs());
      }),
    );
  });

  it("takes the tolerance in 255ths of a 16-bit picture's range", () => {
    const pixels = {
      sizeHw: [1, 4] as const,
      channels: 1 as const,
      maxValue: 65_535,
      values: Uint16Array.of(1000, 1256, 1515, 1000),
    };
    const spans = similarRows(pixels, { row: 0, column: 0 }, 2)(0);
    expect(spans).toEqual([0, 2, 3, 4]);
  });
});
