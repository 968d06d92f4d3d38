import { expect, test } from "vitest";
import type { EditorSegment } from "../../../editor";
import { emptyRuns } from "../../../masks/runs";
import {
  type Facts,
  type ListEntry,
  listed,
  type Listing,
  NO_FILTERS,
  PLAIN_LISTING,
} from "./listing";
import { orderedSegments } from "./store";

function segment(uid: string, classId: number, areaPx: number, more: Partial<EditorSegment> = {}) {
  const plain = {
    iscrowd: false,
    occluded: false,
    truncated: false,
    attributes: {},
    polygon: null,
  };
  const runs = emptyRuns([1, 1]);
  const rest = { z: 0, origin: "brush", score: null, bboxXywh: [0, 0, 1, 1] as const };
  return { uid, classId, areaPx, runs, ...plain, ...rest, ...more };
}

const all = [
  segment("d", 2, 40, { score: 0.5, origin: "model" }),
  segment("c", 1, 10, { occluded: true }),
  segment("b", 2, 30, { score: 0.9, origin: "model" }),
  segment("a", 9, 20),
];
const classes = [
  { classId: 2, name: "Car" },
  { classId: 1, name: "Road" },
];
const facts: Facts = {
  segments: new Map(),
  hiddenUids: new Set(["c"]),
  hiddenClassIds: new Set([9]),
  lockedUids: new Set(["b"]),
};
const show = (listing: Partial<Listing>): string[] =>
  listed(all, facts, classes, { ...PLAIN_LISTING, ...listing }).entries.map(nameOf);
const nameOf = (entry: ListEntry): string =>
  entry.kind === "group" ? `${entry.classId}:${entry.count}` : entry.uid;
const filtered = (filters: Partial<Listing["filters"]>): string[] =>
  show({ filters: { ...NO_FILTERS, ...filters } });

test("sorts by area, class and score, the largest and surest first", () => {
  expect(show({})).toEqual(["d", "c", "b", "a"]);
  expect(show({ sort: "area" })).toEqual(["d", "b", "a", "c"]);
  expect(show({ sort: "class" })).toEqual(["d", "b", "c", "a"]);
  expect(show({ sort: "score" })).toEqual(["b", "d", "c", "a"]);
  expect(show({ sort: "area", isReversed: true })).toEqual(["c", "a", "b", "d"]);
});

test("groups by class in the classes' order; a closed group keeps its head and count", () => {
  expect(show({ isGrouped: true, collapsed: new Set([2]) })).toEqual([
    "2:2",
    "1:1",
    "c",
    "9:1",
    "a",
  ]);
});

test("filters by every kind", () => {
  expect(filtered({ text: "ca" })).toEqual(["d", "b"]);
  expect(filtered({ classId: 9 })).toEqual(["a"]);
  expect(filtered({ origin: "brush" })).toEqual(["c", "a"]);
  expect(filtered({ score: [0.6, null] })).toEqual(["b"]);
  expect(filtered({ areaPx: [20, 30] })).toEqual(["b", "a"]);
  expect(filtered({ flags: new Set(["occluded"]) })).toEqual(["c"]);
  expect(filtered({ flags: new Set(["hidden"]) })).toEqual(["c", "a"]);
  expect(filtered({ flags: new Set(["hidden", "occluded"]) })).toEqual(["c"]);
  expect(filtered({ flags: new Set(["locked"]), text: "road" })).toEqual([]);
});

test("the order is kept over changes, whatever comes, goes or moves", () => {
  const map = (list: EditorSegment[]) => new Map(list.map((each) => [each.uid, each]));
  const uids = (list: EditorSegment[]) => orderedSegments(map(list)).map(({ uid }) => uid);
  const at = (uid: string, z: number) => segment(uid, 1, 1, { z });
  expect(uids([at("a", 1), at("b", 2), at("c", 3)])).toEqual(["c", "b", "a"]);
  expect(uids([at("a", 4), at("c", 3), at("e", 5)])).toEqual(["e", "a", "c"]);
  expect(uids([])).toEqual([]);
});
