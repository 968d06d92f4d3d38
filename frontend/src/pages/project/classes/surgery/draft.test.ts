import { expect, test } from "vitest";
import {
  changesOf,
  emptyDraft,
  isEmpty,
  isInUse,
  kept,
  merged,
  moved,
  ordered,
  renamed,
  retired,
} from "./draft";

const row = (class_id: number, name: string, retired_at: string | null = null) => ({
  class_id,
  name,
  position: class_id,
  retired_at,
});
const rows = [row(1, "car"), row(2, "auto"), row(3, "road"), row(4, "old", "2026-01-01")];

test("a name given back its old one is no change", () => {
  const draft = renamed(emptyDraft, rows[0]!, " vehicle ");
  expect(changesOf(draft, rows).renames).toEqual([{ class_id: 1, name: "vehicle" }]);
  expect(isEmpty(renamed(draft, rows[0]!, "car"))).toBe(true);
});

test("moving there and back is no change", () => {
  const draft = moved(emptyDraft, rows, 3, 0);
  expect(ordered(draft, rows).map(({ name }) => name)).toEqual(["road", "car", "auto", "old"]);
  expect(changesOf(draft, rows).order).toEqual([3, 1, 2, 4]);
  expect(isEmpty(moved(draft, rows, 3, 2))).toBe(true);
  expect(moved(draft, rows, 3, -1)).toBe(draft);
});

test("a class that came since stands at the end", () => {
  const draft = moved(emptyDraft, rows, 3, 0);
  const more = [...rows, row(9, "new")];
  expect(ordered(draft, more).map(({ class_id }) => class_id)).toEqual([3, 1, 2, 4, 9]);
});

test("merging what others are merged into takes those along", () => {
  const first = merged(emptyDraft, [1, 2], 2);
  expect(changesOf(first, rows).merges).toEqual([{ sources: [1], target: 2 }]);
  const second = merged(first, [2], 3);
  expect(changesOf(second, rows).merges).toEqual([{ sources: [1, 2], target: 3 }]);
  expect(changesOf(merged(second, [3], 1), rows).merges).toEqual([{ sources: [2, 3], target: 1 }]);
});

test("a class is merged, retired or restored, one of them", () => {
  const gone = retired(emptyDraft, rows[0]!);
  expect(changesOf(gone, rows).retire).toEqual([1]);
  expect(isInUse(gone, rows[0]!)).toBe(false);
  expect(changesOf(merged(gone, [1], 2), rows).retire).toEqual([]);
  expect(changesOf(merged(gone, [2], 1), rows)).toMatchObject({ retire: [] });
  const target = merged(emptyDraft, [1], 2);
  expect(changesOf(retired(target, rows[1]!), rows)).toMatchObject({ merges: [], retire: [2] });
  expect(isInUse(emptyDraft, rows[3]!)).toBe(false);
  const back = retired(emptyDraft, rows[3]!);
  expect(changesOf(back, rows).restore).toEqual([4]);
  expect(isInUse(back, rows[3]!)).toBe(true);
  expect(isEmpty(kept(back, 4))).toBe(true);
});

test("classes that were deleted meanwhile are left out", () => {
  const draft = moved(merged(renamed(emptyDraft, rows[0]!, "x"), [1], 2), rows, 3, 0);
  expect(changesOf(draft, rows.slice(1))).toEqual({
    renames: [],
    order: [3, 2, 4],
    retire: [],
    restore: [],
    merges: [],
  });
});
