import { expect, test } from "vitest";
import type { ImageCount, Statistics } from "../../api/versions";
import { areaCounts, classFigures, ranges, shownShares, takenBy, totals } from "./figures";

function tally(split: "train" | "val" | null, num: number, areas: number[]) {
  return {
    ...{ split, num_segments: num, num_images: 1, area_px: num * 10 },
    ...{ num_small: num, num_medium: 0, num_large: 0, areas },
  };
}

const statistics: Statistics = {
  ...{ overlap_mode: "exclusive", num_images: 3, num_gone: 0, num_sizes: 1 },
  splits: [
    { split: "train", num_images: 2, num_segments: 3, num_px: 300, unlabelled_px: 200 },
    { split: null, num_images: 1, num_segments: 2, num_px: 100, unlabelled_px: 0 },
  ],
  states: { approved: 3 },
  sizes: [{ width: 10, height: 10, num_images: 3 }],
  ...{ area_edges_px: [4, 16], segment_edges: [1, 2], segments_per_image: [0, 1, 2] },
  classes: [
    {
      ...{ class_id: 1, name: "car", color: "#ff0000" },
      splits: [tally("train", 3, [0, 2, 1]), tally(null, 1, [0, 1, 0])],
    },
    { ...{ class_id: 2, name: "road", color: "#00ff00" }, splits: [tally(null, 1, [1, 0, 0])] },
    { ...{ class_id: 3, name: "sky", color: "#0000ff" }, splits: [] },
  ],
};

test("classes are summed over the splits, and kept apart by them", () => {
  const [car, , sky] = classFigures(statistics);
  expect(car).toMatchObject({ num_segments: 4, num_images: 2, area_px: 40, areas: [0, 3, 1] });
  expect(car?.bySplit.none.num_segments).toBe(1);
  expect(car?.bySplit.val.num_segments).toBe(0);
  expect(sky).toMatchObject({ num_segments: 0, areas: [0, 0, 0] });
});

test("areas are counted for one class or for all", () => {
  const classes = classFigures(statistics);
  expect(areaCounts(classes, null)).toEqual([1, 3, 1]);
  expect(areaCounts(classes, 2)).toEqual([1, 0, 0]);
});

test("bins say what they span; empty ones at the ends are left out, those between stay", () => {
  expect(ranges([0, 2, 0, 1], [4, 16, 64], 1)).toEqual([
    { from: 4, to: 15, count: 2 },
    { from: 16, to: 63, count: 0 },
    { from: 64, to: null, count: 1 },
  ]);
  expect(ranges([3, 0], [1], 0)).toEqual([{ from: 0, to: 0, count: 3 }]);
  expect(ranges([0, 0], [4], 1)).toEqual([]);
});

test("the unlabelled share is of all pixels", () => {
  expect(totals(statistics)).toEqual({ num_images: 3, num_segments: 5, unlabelled: 0.5 });
  expect(totals({ ...statistics, splits: [] }).unlabelled).toBeNull();
});

test("the largest classes are shown, none without segments", () => {
  const row = (class_id: number, num_segments: number) => ({
    ...{ class_id, num_segments, name: "", color: "", area_px: 0 },
  });
  const shown = shownShares([row(1, 0), row(2, 5), row(3, 9), row(4, 5)], 2);
  expect(shown.map((each) => each.class_id)).toEqual([3, 2]);
});

test("what is left out is said by its reason", () => {
  const counts: ImageCount[] = [
    { state: "approved", split: "train", num_images: 5 },
    { state: "approved", split: null, num_images: 2 },
    { state: "new", split: null, num_images: 3 },
    { state: "new", split: "val", num_images: 4 },
  ];
  expect(takenBy(counts, { states: ["approved"], splits: null })).toEqual({
    taken: 7,
    otherStates: [{ state: "new", count: 7 }],
    otherSplits: 0,
  });
  expect(takenBy(counts, { states: ["approved", "new"], splits: ["none"] })).toEqual({
    taken: 5,
    otherStates: [],
    otherSplits: 9,
  });
});
