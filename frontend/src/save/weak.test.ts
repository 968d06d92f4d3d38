import { expect, test } from "vitest";
import { coalesce, overlay, overlayWeak, uidOf } from "./coalesce";
import type { Operation, WeakWire } from "./types";
import { emptyWork, unmetWeak, withOperations } from "./work";

const box = (uid: string, w: number): WeakWire => ({
  uid,
  kind: "box",
  class_id: 1,
  bbox_xywh: [0, 0, w, 1],
});
const upsert = (uid: string, w: number): Operation => ({
  op: "upsert_weak",
  tool: "weak_box",
  weak_label: box(uid, w),
});
const gone = (uid: string): Operation => ({ op: "delete_weak", tool: "delete", uid });
const segmentGone = (uid: string): Operation => ({ op: "delete", tool: "delete", uid });

test("the newest change of a box counts; a segment of the same uid is another thing", () => {
  const pending = coalesce([upsert("a", 1), segmentGone("a")], [upsert("a", 2)]);
  expect(pending).toEqual([segmentGone("a"), upsert("a", 2)]);
  expect(new Set(pending.map(uidOf)).size).toBe(2);
});

test("pending boxes are laid over the server's after a reload, and are no segments", () => {
  const operations = [upsert("b", 5), gone("a")];
  expect(overlayWeak([box("a", 1), box("b", 1), box("c", 1)], operations)).toEqual([
    box("b", 5),
    box("c", 1),
  ]);
  expect(overlay([], operations, () => ({ size: [1, 1], counts: "" }))).toEqual([]);
});

test("others' boxes are shown unless mine are on their way", () => {
  const open = {
    annotationId: 1,
    imageId: 1,
    projectId: 1,
    imageName: "a",
    sizeHw: [1, 1] as const,
    revision: 1,
  };
  const work = withOperations(emptyWork(1, open, "s"), [upsert("a", 1), gone("b")], 0);
  const theirs = { weak_changed: [box("a", 9), box("c", 9)], weak_deleted: ["b", "d"] };
  expect(unmetWeak(work, theirs)).toEqual({ weak_changed: [box("c", 9)], weak_deleted: ["d"] });
  expect(unmetWeak(undefined, {})).toEqual({ weak_changed: [], weak_deleted: [] });
});
