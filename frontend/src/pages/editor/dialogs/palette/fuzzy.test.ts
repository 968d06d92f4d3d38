import { expect, test } from "vitest";
import { holds, match } from "./fuzzy";

const best = (query: string, texts: string[]): string[] =>
  texts
    .map((text) => ({ text, found: match(query, text) }))
    .filter(({ found }) => found !== null)
    .sort((a, b) => (b.found?.score ?? 0) - (a.found?.score ?? 0))
    .map(({ text }) => text);

test("beginnings go before middles, whole runs before scattered letters", () => {
  expect(best("seg", ["Next segment", "Segment list", "Dissegno", "sxexg"])).toEqual([
    "Segment list",
    "Next segment",
    "Dissegno",
    "sxexg",
  ]);
});

test("initials find a command", () => {
  expect(match("ni", "Next image")?.at).toEqual([0, 5]);
});

test("words may come in any order, each must be there", () => {
  expect(match("class choose", "Choose class: car")).not.toBeNull();
  expect(match("class boat", "Choose class: car")).toBeNull();
});

test("letters strewn over a sentence are not a match", () => {
  expect(match("sdx", "Send the selected segment backwards, then fix")).toBeNull();
});

test("an empty query matches everything", () => {
  expect(match("  ", "Brush")?.at).toEqual([]);
});

test("a filter takes only what was typed", () => {
  expect(holds("undo", "Select what is under: move on")).toBe(false);
  expect(holds("ctrl undo", "Undo Drawing Ctrl+Z")).toBe(true);
  expect(holds(" ", "Undo")).toBe(true);
});
