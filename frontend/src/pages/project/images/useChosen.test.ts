import { expect, test } from "vitest";
import { rangeOf } from "./useChosen";

const rows = [4, 9, 2, 7].map((id) => ({ id }));

test.each([
  [9, 7, [9, 2, 7]],
  [7, 9, [9, 2, 7]],
  [4, 4, [4]],
  [null, 2, [2]],
  [99, 2, [2]],
])("from %s to %s reaches over what lies between in the gallery", (from, to, expected) => {
  expect(rangeOf(rows, from, to)).toEqual(expected);
});
