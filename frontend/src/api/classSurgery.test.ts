import { expect, test } from "vitest";
import { isOpen, stateOf } from "./classSurgery";

const surgery = (
  state: "waiting" | "applying" | "applied",
  job: "queued" | "running" | "cancelled",
) => ({
  state,
  job: { state: job },
});

test("a batch that was cancelled before it began is stopped at once", () => {
  expect(stateOf(surgery("waiting", "cancelled"))).toBe("rolled_back");
  expect(isOpen(surgery("waiting", "cancelled"))).toBe(false);
});

test("a batch is open from its queuing until all of it is applied or back", () => {
  expect(isOpen(surgery("waiting", "queued"))).toBe(true);
  expect(isOpen(surgery("applying", "running"))).toBe(true);
  // Its worker died; the sweep will have it brought back.
  expect(isOpen(surgery("applying", "cancelled"))).toBe(true);
});
