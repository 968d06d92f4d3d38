import { expect, test } from "vitest";
import { parsePreferences } from "./preferences";

test("nothing stored gives the first settings", () => {
  expect(parsePreferences(null)).toMatchObject({ tool: "brush", radiusPx: 10, opacity: 0.5 });
});

test("what fits is kept, what does not is replaced", () => {
  const text = JSON.stringify({ tool: "hammer", radiusPx: 4, opacity: 7, shape: "square" });
  expect(parsePreferences(text)).toMatchObject({
    tool: "brush",
    radiusPx: 4,
    opacity: 0.5,
    shape: "square",
  });
});

test.each(["", "null", "[]", "{", "3", '{"classIds":{"1":"x"}}'])("%j does no harm", (text) => {
  expect(parsePreferences(text)).toEqual(parsePreferences(null));
});
