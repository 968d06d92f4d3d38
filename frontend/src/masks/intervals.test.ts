import fc from "fast-check";
import { expect, it } from "vitest";

import {
  addInterval,
  meetIntervals,
  removeInterval,
  subtractIntervals,
  uniteIntervals,
  xorIntervals,
} from "./intervals";

const LENGTH = 20;

function bitsOf(list: readonly number[]): boolean[] {
  return Array.from(
    { length: LENGTH },
    (_, i) => list.filter((bound) => bound <= i).length % 2 === 1,
  );
}

const edits = fc.array(
  fc.record({
    adds: fc.boolean(),
    start: fc.integer({ min: 0, max: LENGTH }),
    length: fc.integer({ min: 0, max: 8 }),
  }),
  { maxLength: 12 },
);

function edited(steps: readonly { adds: boolean; start: number; length: number }[]) {
  const list: number[] = [];
  const bits = Array.from({ length: LENGTH }, () => false);
  for (const { adds, start, length } of steps) {
    const end = Math.min(start + length, LENGTH);
    (adds ? addInterval : removeInterval)(list, start, end);
    bits.fill(adds, start, end);
  }
  return { list, bits };
}

it("edited intervals equal edited bits and stay strictly ascending", () => {
  fc.assert(
    fc.property(edits, (steps) => {
      const { list, bits } = edited(steps);
      expect(bitsOf(list)).toEqual(bits);
      expect(list.every((bound, i) => i === 0 || bound > list[i - 1]!)).toBe(true);
    }),
  );
});

it("combining equals combining bits", () => {
  fc.assert(
    fc.property(edits, edits, (stepsA, stepsB) => {
      const a = edited(stepsA);
      const b = edited(stepsB);
      const naive = (rule: (p: boolean, q: boolean) => boolean) =>
        a.bits.map((bit, i) => rule(bit, b.bits[i]!));
      expect(bitsOf(xorIntervals(a.list, b.list))).toEqual(naive((p, q) => p !== q));
      expect(bitsOf(uniteIntervals(a.list, b.list))).toEqual(naive((p, q) => p || q));
      expect(bitsOf(meetIntervals(a.list, b.list))).toEqual(naive((p, q) => p && q));
      expect(bitsOf(subtractIntervals(a.list, b.list))).toEqual(naive((p, q) => p && !q));
    }),
  );
});
