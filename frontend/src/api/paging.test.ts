import { expect, test } from "vitest";
import { cursorOf } from "./paging";

test.each([
  [null, null],
  ["http://127.0.0.1:8000/api/projects/?cursor=cD1h%3D&page_size=60", "cD1h="],
  ["http://127.0.0.1:8000/api/projects/?page_size=60", null],
  ["http://127.0.0.1:8000/api/projects/", null],
])("the cursor of %s is %s", (next, expected) => {
  expect(cursorOf(next)).toBe(expected);
});
