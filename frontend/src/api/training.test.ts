import { expect, test } from "vitest";
import { appendMetrics, type RunMetrics } from "./training";
import type { MetricsLine } from "./types";

const step = (number: number): MetricsLine => ({
  kind: "step",
  step: number,
  epoch: 1,
  loss: 1,
  lr: 0.1,
  seconds: 1,
});

test("new lines join those read before, and the next question goes on after them", () => {
  const before: RunMetrics = { lines: [step(1)], next: 1, isCaughtUp: true };
  expect(appendMetrics(before, { lines: [step(2), step(3)], next: 3 })).toEqual({
    lines: [step(1), step(2), step(3)],
    next: 3,
    isCaughtUp: false,
  });
});

test("an answer without lines means that all was read", () => {
  const before: RunMetrics = { lines: [step(1)], next: 1, isCaughtUp: false };
  const after = appendMetrics(before, { lines: [], next: 1 });
  expect(after.isCaughtUp).toBe(true);
  expect(after.lines).toBe(before.lines);
});
