import { expect, test } from "vitest";
import { safeNext } from "./safeNext";

test.each([
  ["/projects/3?tab=jobs", "/projects/3?tab=jobs"],
  [null, "/"],
  ["https://evil.example/", "/"],
  ["//evil.example/", "/"],
  ["/\\evil.example/", "/"],
  ["/sign-in?token=x", "/"],
])("after signing in with next=%s one lands on %s", (next, expected) => {
  expect(safeNext(next)).toBe(expected);
});
