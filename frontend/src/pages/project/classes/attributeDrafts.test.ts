import { describe, expect, test } from "vitest";
import type { AttributeDefinition } from "../../../api/types";
import { definitionOf, draftOf, leftBehind, moved, newDraft } from "./attributeDrafts";

describe("a definition", () => {
  test.each<AttributeDefinition>([
    {
      name: "colour",
      kind: "select",
      options: ["red", "dark blue"],
      default: "red",
      required: true,
    },
    { name: "doors", kind: "number", min: 1, max: 5, step: 0.5, default: 2, required: false },
    { name: "parked", kind: "checkbox", default: false, required: false },
    { name: "plate", kind: "text", required: false },
  ])("comes back from its form: %o", (definition) => {
    expect(definitionOf(draftOf(definition, 1))).toEqual(definition);
  });

  test("has no part of a kind that it no longer is", () => {
    const draft = draftOf({ name: "a", kind: "number", min: 1 }, 1);
    expect(definitionOf({ ...draft, kind: "text" })).toEqual({
      name: "a",
      kind: "text",
      required: false,
    });
  });

  test("takes options line by line, without empty ones", () => {
    const draft = { ...newDraft(1), name: "a", options: " x \n\ny\n" };
    expect(definitionOf(draft).options).toEqual(["x", "y"]);
  });

  test("takes a decimal comma, and leaves what is no number for the server to name", () => {
    const draft = { ...newDraft(1), name: "a", kind: "number" as const, min: "0,5", max: "many" };
    expect(definitionOf(draft)).toMatchObject({ min: 0.5, max: "many" });
  });
});

test("moving keeps the others in their order", () => {
  expect(moved(["a", "b", "c"], 2, 0)).toEqual(["c", "a", "b"]);
});

test("values stay behind where a name goes, by removal or renaming", () => {
  const drafts = [{ ...draftOf({ name: "colour", kind: "text" }, 1), name: "paint" }];
  const counts = new Map([
    ["colour", 3],
    ["doors", 0],
  ]);
  expect(leftBehind(drafts, counts)).toEqual([{ name: "colour", count: 3 }]);
  expect(leftBehind([draftOf({ name: "colour", kind: "text" }, 1)], counts)).toEqual([]);
});
