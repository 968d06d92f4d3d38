import { expect, test } from "vitest";
import { targetOf } from "./rows";

test("arrows move by one and stop at the ends", () => {
  expect(targetOf("ArrowDown", 3, 5, 2)).toBe(4);
  expect(targetOf("ArrowDown", 4, 5, 2)).toBe(4);
  expect(targetOf("ArrowUp", 0, 5, 2)).toBe(0);
});

test("with nothing selected, down starts at the top and up at the bottom", () => {
  expect(targetOf("ArrowDown", -1, 5, 2)).toBe(0);
  expect(targetOf("ArrowUp", -1, 5, 2)).toBe(4);
});

test("pages, Home and End", () => {
  expect(targetOf("PageDown", 1, 50, 10)).toBe(11);
  expect(targetOf("PageUp", 4, 50, 10)).toBe(0);
  expect(targetOf("Home", 4, 50, 10)).toBe(0);
  expect(targetOf("End", 4, 50, 10)).toBe(49);
});

test("other keys, and empty lists, move nowhere", () => {
  expect(targetOf("c", 1, 5, 2)).toBeNull();
  expect(targetOf("ArrowDown", -1, 0, 2)).toBeNull();
});
