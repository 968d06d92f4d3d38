import { expect, test } from "vitest";
import { endedSince, isActive, jobFraction, pollInterval } from "./jobs";
import type { Job, JobState } from "./types";

const job = (id: string, state: JobState): Job => ({
  id,
  state,
  kind: "export",
  done: 0,
  total: 0,
  message: "",
  error: "",
  result: null,
  created_at: "2026-01-01T00:00:00Z",
  started_at: null,
  finished_at: null,
  requested_by: null,
  cancel_requested: false,
});

test("jobs are polled each second while one goes on, and rarely otherwise", () => {
  expect(pollInterval([job("a", "done"), job("b", "queued")])).toBe(1000);
  expect(pollInterval([job("a", "done"), job("b", "failed")])).toBe(15_000);
  expect(pollInterval([])).toBe(15_000);
});

test("only queued and running jobs are active", () => {
  const states: JobState[] = ["queued", "running", "done", "failed", "cancelled"];
  expect(states.filter(isActive)).toEqual(["queued", "running"]);
});

test.each([
  ["queued", 0, 0, 0],
  ["running", 0, 0, null],
  ["running", 3, 12, 0.25],
  ["running", 20, 12, 1],
  ["done", 0, 0, 1],
] as const)("a %s job at %i of %i has fraction %s", (state, done, total, expected) => {
  expect(jobFraction({ state, done, total })).toBe(expected);
});

test("a job's end is told once, and only when it was seen going on", () => {
  const active = new Set<string>();
  const ends = (...jobs: Job[]) => endedSince(active, jobs).map(({ id }) => id);
  expect(ends(job("old", "done"), job("a", "running"))).toEqual([]);
  expect(ends(job("old", "done"), job("a", "failed"))).toEqual(["a"]);
  expect(ends(job("old", "done"), job("a", "failed"))).toEqual([]);
});
