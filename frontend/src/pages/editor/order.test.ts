import { expect, test } from "vitest";
import { emptyRuns } from "../../masks/runs";
import { listedSegments, listedSuggestions, neighbour } from "./order";
import type { EditorSegment, EditorSuggestion } from "../../editor";

const runs = emptyRuns([4, 4]);

function segment(uid: string, z: number): EditorSegment {
  return {
    uid,
    z,
    classId: 1,
    runs,
    polygon: null,
    iscrowd: false,
    occluded: false,
    truncated: false,
    attributes: {},
    origin: "brush",
    score: null,
    areaPx: 1,
    bboxXywh: [0, 0, 1, 1],
  };
}

function suggestion(uid: string, score: number | null): EditorSuggestion {
  return {
    uid,
    score,
    z: 1,
    classId: 1,
    runs,
    source: "model",
    sourceRef: "1",
    areaPx: 1,
    bboxXywh: [0, 0, 1, 1],
  };
}

const mapOf = <Item extends { uid: string }>(...items: Item[]): Map<string, Item> =>
  new Map(items.map((item) => [item.uid, item]));

test("the topmost segment is listed first, as the canvas paints it", () => {
  const listed = listedSegments(mapOf(segment("a", 1), segment("b", 3), segment("c", 3)));
  expect(listed.map((each) => each.uid)).toEqual(["c", "b", "a"]);
});

test("suggestions are listed from the surest, cut off at the threshold; no score counts as wanted", () => {
  const all = mapOf(suggestion("a", 0.4), suggestion("b", 0.9), suggestion("c", null));
  expect(listedSuggestions(all, 0.5).map((each) => each.uid)).toEqual(["b", "c"]);
});

test("stepping through a list wraps round and starts at its ends", () => {
  expect(neighbour(["a", "b", "c"], "c", 1)).toBe("a");
  expect(neighbour(["a", "b", "c"], "a", -1)).toBe("c");
  expect(neighbour(["a", "b", "c"], null, -1)).toBe("c");
  expect(neighbour(["a", "b", "c"], "gone", 1)).toBe("a");
  expect(neighbour([], "a", 1)).toBeNull();
});
