import { expect, test } from "vitest";
import { movedPositions } from "./order";

const rows = [
  { class_id: 11, position: 1 },
  { class_id: 12, position: 2 },
  { class_id: 13, position: 3 },
];

test("moving a row down writes the rows between the two places", () => {
  expect(movedPositions(rows, 0, 1)).toEqual([
    { class_id: 12, position: 1 },
    { class_id: 11, position: 2 },
  ]);
});

test("moving to the top writes all rows that were above", () => {
  expect(movedPositions(rows, 2, 0)).toHaveLength(3);
});

test("equal positions are told apart on the first move", () => {
  const alike = rows.map((row) => ({ ...row, position: 0 }));
  expect(movedPositions(alike, 1, 0)).toEqual([
    { class_id: 12, position: 1 },
    { class_id: 11, position: 2 },
    { class_id: 13, position: 3 },
  ]);
});

test("a move to the same place or beyond the ends writes nothing", () => {
  expect(movedPositions(rows, 1, 1)).toEqual([]);
  expect(movedPositions(rows, 0, -1)).toEqual([]);
  expect(movedPositions(rows, 2, 3)).toEqual([]);
});
