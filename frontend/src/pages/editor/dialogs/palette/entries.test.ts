import { expect, test } from "vitest";
import { type Entry, ranked } from "./entries";

const entry = (id: string, title: string, group = "Tools"): Entry => ({
  id,
  title,
  group,
  run: () => undefined,
});
const entries = [entry("a", "Brush"), entry("b", "Smaller brush"), entry("c", "Undo", "Drawing")];
const ids = (query: string, recent: string[] = []): string[] =>
  ranked(entries, query, recent).map((each) => each.entry.id);

test("with nothing typed, the newest choices come first and the table's order holds", () => {
  expect(ids("")).toEqual(["a", "b", "c"]);
  expect(ids("", ["c", "b"])).toEqual(["c", "b", "a"]);
});

test("what was chosen lately goes before an equal match, not before a better one", () => {
  expect(ids("brush")).toEqual(["a", "b"]);
  expect(ids("s", ["b"])).toEqual(["b", "a"]);
  expect(ids("brush", ["b"])).toEqual(["a", "b"]);
});

test("a group's name finds its commands", () => {
  expect(ids("drawing")).toEqual(["c"]);
});
