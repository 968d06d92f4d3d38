import { expect, test } from "vitest";
import { freePercent } from "./sight";
import { seenPart } from "./seenPart";

test("a fitted picture is seen whole", () => {
  expect(seenPart({ scale: 1, x: 10, y: 20 }, [100, 200], [50, 100])).toEqual({
    part: [0, 0, 1, 1],
    isWhole: true,
  });
});

test("what is cut off at any side is not seen", () => {
  const { part, isWhole } = seenPart({ scale: 2, x: -50, y: 20 }, [100, 100], [80, 100]);
  expect(part).toEqual([0.25, 0, 0.75, 0.5]);
  expect(isWhole).toBe(false);
});

test.each([
  [0, "0.0 %"],
  [1, "< 0.1 %"],
  [20_000, "50.0 %"],
  [39_999, "> 99.9 %"],
  [40_000, "100.0 %"],
])("of 40,000 pixels, %i are %s", (freePx, text) => {
  expect(freePercent(freePx, [200, 200])).toBe(text);
});
