import { expect, test } from "vitest";
import type { Format } from "../../api/types";
import { newDraft, problemOf, requestOf, timeLeft, versionIn } from "./draft";

const voc: Format = {
  name: "voc",
  title: "VOC",
  description: "",
  can_export: true,
  can_import: true,
  read_options: [],
  options: [{ name: "border", title: "", choices: ["none", "void"], default: "none" }],
};

test("a request has the options of its own format only", () => {
  const draft = { ...newDraft("voc", 7), options: { border: "void", geometry: "rle" } };
  const request = requestOf(draft, voc);
  expect(request.options).toEqual({ border: "void" });
  expect(request.snapshot).toBe(7);
});

test("shares that are not a whole, and no class at all, are said before sending", () => {
  const draft = newDraft("voc", null);
  expect(problemOf(draft)).toBeNull();
  const splits = { ...draft.choices.splits, kind: "random" as const, fractions: [0.8, 0.1, 0] };
  expect(problemOf({ ...draft, choices: { ...draft.choices, splits } })).toEqual({
    kind: "sum",
    sum: 90,
  });
  expect(problemOf({ ...draft, choices: { ...draft.choices, classes: [] } })).toEqual({
    kind: "classes",
  });
});

test("the address names a snapshot or none", () => {
  expect(versionIn("?version=12")).toBe(12);
  expect(versionIn("?version=x")).toBeNull();
  expect(versionIn("")).toBeNull();
});

test("the time left follows the pace so far", () => {
  const job = {
    state: "running" as const,
    started_at: "2026-01-01T00:00:00Z",
    done: 25,
    total: 100,
  };
  const start = Date.parse(job.started_at);
  expect(timeLeft(job, start + 10_000)).toBe(30_000);
  expect(timeLeft(job, start + 500)).toBeNull();
  expect(timeLeft({ ...job, state: "done" }, start + 10_000)).toBeNull();
});
