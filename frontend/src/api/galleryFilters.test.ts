import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { filtersOf, isNarrowed, noFilters, searchOf } from "./galleryFilters";

describe("the gallery's filters in the address", () => {
  it("come back as they went in", () => {
    const filters = fc.record({
      state: fc.constantFrom("", "new", "in_progress", "submitted", "approved", "returned"),
      split: fc.constantFrom("", "train", "val", "test", "none"),
      q: fc.string(),
      needs_work: fc.boolean(),
      has_suggestions: fc.boolean(),
      ordering: fc.constantFrom("name", "-name", "created_at", "-created_at"),
    });
    fc.assert(
      fc.property(filters, (each) => {
        expect(filtersOf(searchOf(each))).toEqual(each);
      }),
    );
  });

  it("leave the address alone where nothing is narrowed", () => {
    expect(searchOf(noFilters)).toBe("");
    expect(isNarrowed({ ...noFilters, ordering: "-created_at" })).toBe(false);
  });

  it("pass over what no filter means", () => {
    expect(filtersOf("?state=asleep&ordering=size&tab=images")).toEqual(noFilters);
  });
});
