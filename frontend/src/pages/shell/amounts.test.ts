import { expect, test } from "vitest";
import { duration, fileSize, percent } from "./amounts";

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [1536, "1.5 kB"],
  [123_456_789, "123 MB"],
  [4.2e15, "4200 TB"],
])("%i bytes are %s", (bytes, expected) => {
  expect(fileSize(bytes)).toBe(expected);
});

test.each([
  [-5, "0.0 s"],
  [1234, "1.2 s"],
  [59_600, "1 min 0 s"],
  [75_000, "1 min 15 s"],
  [7_260_000, "2 h 1 min"],
])("%i ms are %s", (ms, expected) => {
  expect(duration(ms)).toBe(expected);
});

test("a share that was not measured is a dash", () => {
  expect([percent(0.6234), percent(null), percent(undefined), percent(NaN)]).toEqual([
    "62.3%",
    "–",
    "–",
    "–",
  ]);
});
