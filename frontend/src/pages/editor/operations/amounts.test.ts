import { describe, expect, test } from "vitest";
import { amountOf, LAST_STEP } from "./amounts";

describe("the refine panel's slider", () => {
  test("gives radii as they are and areas by their logarithm", () => {
    expect(amountOf("grow", 7)).toBe(7);
    expect(amountOf("remove_specks", 40)).toBe(100);
    expect(amountOf("remove_specks", LAST_STEP.remove_specks)).toBe(100_000);
    expect(amountOf("fill_holes", 100)).toBe(100_000);
  });

  test("ends, for holes, with those of any size", () => {
    expect(amountOf("fill_holes", LAST_STEP.fill_holes)).toBe(Infinity);
  });
});
