import { afterEach, describe, expect, test, vi } from "vitest";

import { imagePoint } from "../../geometry/points";
import { EchoServer, drag, maskOf, smallEditor, wireSegment } from "../fixtures";
import { snappedBox } from "./boxes";
import type { WireWeakLabel } from "../wire";
import { adjusted, gripOf } from "./grips";
import { weakBoxMarks } from "./marks";

const rows = Array.from({ length: 12 }, () => "#".repeat(16));
const opened = () => smallEditor({ segments: [wireSegment("a", rows)] });
const boxOf = (editor: ReturnType<typeof opened>, uid: string) =>
  editor.store.getState().weakLabels.get(uid)?.bboxXywh;

describe("a box without pixels", () => {
  test("is drawn over segments of an exclusive image and takes none of their pixels", () => {
    const editor = opened();
    const server = new EchoServer(editor);
    editor.setActiveClass(2);
    editor.setTool("weakBox");
    drag(editor, [
      [2.2, 3.4],
      [6, 6],
      [9.6, 8.1],
    ]);
    expect(boxOf(editor, "new-1")).toEqual([2, 3, 8, 5]);
    expect(maskOf(editor, "a")).toEqual(rows);
    expect(server.received).toEqual([
      [
        {
          op: "upsert_weak",
          tool: "weak_box",
          weak_label: { uid: "new-1", kind: "box", class_id: 2, bbox_xywh: [2, 3, 8, 5] },
        },
      ],
    ]);
    expect(editor.store.getState().selectedBoxUid).toBe("new-1");
    expect(editor.store.getState().isBusy).toBe(false);
  });

  test("is resized by its edges with the select tool too, moved with Alt, and undone", () => {
    const editor = opened();
    const server = new EchoServer(editor);
    editor.addBox([2, 2, 10, 8], 1);
    editor.setTool("select");
    editor.selectBox(null);
    drag(editor, [
      [10, 5],
      [12, 5],
      [13, 5],
    ]);
    expect(boxOf(editor, "new-1")).toEqual([2, 2, 11, 6]);
    drag(
      editor,
      [
        [2, 2],
        [1, 1],
        [0, 3],
      ],
      { alt: true },
    );
    expect(boxOf(editor, "new-1")).toEqual([0, 3, 11, 6]);
    editor.undo();
    editor.undo();
    expect(boxOf(editor, "new-1")).toEqual([2, 2, 8, 6]);
    editor.undo();
    expect(server.weak.size).toBe(0);
    editor.redo();
    expect(server.weak.get("new-1")?.bbox_xywh).toEqual([2, 2, 8, 6]);
  });

  test("is selected alone: choosing a segment lets go of it, and the other way round", () => {
    const editor = opened();
    const uid = editor.addBox([2, 2, 10, 8], 1);
    editor.select("a");
    expect(editor.store.getState().selectedBoxUid).toBeNull();
    editor.selectBox(uid);
    expect(editor.store.getState().selectedUid).toBeNull();
    editor.select(null);
    expect(editor.store.getState().selectedBoxUid).toBeNull();
  });

  test("lets clicks in its middle through to the segments below", () => {
    const editor = opened();
    editor.addBox([2, 2, 14, 10], 1);
    editor.setTool("select");
    drag(editor, [[8, 6]]);
    expect(editor.store.getState().selectedUid).toBe("a");
  });

  test("of others comes in without a step of the history", () => {
    const editor = opened();
    const wire = { uid: "b", kind: "box", class_id: 1, bbox_xywh: [1, 1, 2, 2] } as const;
    editor.applyRemoteWeak([wire], []);
    expect(boxOf(editor, "b")).toEqual([1, 1, 2, 2]);
    expect(editor.store.getState().canUndo).toBe(false);
    editor.applyRemoteWeak([], ["b"]);
    expect(boxOf(editor, "b")).toBeUndefined();
  });

  test("outside of the image is none", () => {
    const editor = opened();
    expect(editor.addBox([20, 20, 30, 30], 1)).toBeNull();
    expect(editor.store.getState().canUndo).toBe(false);
    expect(snappedBox([-3, 2.6, 4.4, 99], [12, 16])).toEqual([0, 3, 4, 9]);
  });
});

describe("a box by keyboard", () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  test("is put in the middle of what is seen", () => {
    const editor = opened();
    editor.setActiveClass(2);
    editor.setViewport([120, 160]);
    editor.fitView();
    expect(boxOf(editor, editor.addBoxInView()!)).toEqual([6, 5, 4, 3]);
    editor.zoomBy(100);
    const [, , w, h] = boxOf(editor, editor.addBoxInView()!)!;
    expect([w, h]).toEqual([1, 1]);
    editor.setActiveClass(null);
    expect(editor.addBoxInView()).toBeNull();
  });

  test("moves and grows within the image; a run of presses is one step for undo", () => {
    vi.useFakeTimers();
    const editor = opened();
    const server = new EchoServer(editor);
    editor.addBox([2, 2, 10, 8], 1);
    for (let i = 0; i < 4; i += 1) {
      editor.nudgeBox(1, 0, false);
      vi.advanceTimersByTime(400);
    }
    expect(boxOf(editor, "new-1")).toEqual([6, 2, 8, 6]);
    editor.nudgeBox(10, 10, true);
    expect(boxOf(editor, "new-1")).toEqual([6, 2, 10, 10]);
    expect(editor.nudgeBox(10, 10, false)).toBe(true);
    editor.undo();
    expect(boxOf(editor, "new-1")).toEqual([2, 2, 8, 6]);
    expect(server.weak.get("new-1")?.bbox_xywh).toEqual([2, 2, 8, 6]);
    editor.redo();
    expect(boxOf(editor, "new-1")).toEqual([6, 2, 10, 10]);
    editor.nudgeBox(-100, -100, true);
    expect(boxOf(editor, "new-1")).toEqual([6, 2, 1, 1]);
    vi.advanceTimersByTime(1_500);
    editor.nudgeBox(-100, 0, false);
    editor.undo();
    expect(boxOf(editor, "new-1")).toEqual([6, 2, 1, 1]);
    editor.selectBox(null);
    expect(editor.nudgeBox(1, 0, false)).toBe(false);
  });
});

describe("an earlier state", () => {
  const box = (uid: string, x: number): WireWeakLabel => {
    return { uid, kind: "box", class_id: 1, bbox_xywh: [x, 1, 4, 4] };
  };
  const tag: WireWeakLabel = { uid: "tag-2", kind: "tag", class_id: 2, bbox_xywh: null };
  const wires = [wireSegment("a", rows)];

  test("shows its boxes, and says what differs", () => {
    const editor = smallEditor({ segments: wires, weakLabels: [box("b", 1), box("c", 2)] });
    const shown = () => editor.scene.marks().weakBoxes.map(({ boxXyxy }) => boxXyxy[0]);
    editor.preview(wires, [box("b", 7), tag]);
    const { preview } = editor.store.getState();
    expect(preview).toMatchObject({ numGone: 1, numChanged: 1, numAdded: 1 });
    expect([...(preview?.differentWeak ?? [])].sort()).toEqual(["b", "c", "tag-2"]);
    expect(shown()).toEqual([7]);
    editor.compareWithNow(true);
    expect(shown()).toEqual([1, 2]);
    editor.preview(null);
    expect(shown()).toEqual([1, 2]);
  });

  test("comes back with its boxes and tags in one step", () => {
    const editor = smallEditor({ segments: wires, weakLabels: [box("b", 1), box("c", 2)] });
    const server = new EchoServer(editor);
    const whole = { whole: true, takesPixels: false };
    expect(editor.restore(wires, whole, [box("b", 7), tag]).numWeak).toBe(3);
    expect([...server.weak.values()]).toEqual([box("b", 7), tag]);
    expect(server.tools).toEqual(["restore"]);
    editor.undo();
    expect(boxOf(editor, "c")).toEqual([2, 1, 4, 4]);
    expect(editor.store.getState().weakLabels.has("tag-2")).toBe(false);
    editor.restore([], { whole: false, takesPixels: false }, [box("b", 9)]);
    expect(boxOf(editor, "b")).toEqual([9, 1, 4, 4]);
    expect(boxOf(editor, "c")).toEqual([2, 1, 4, 4]);
    expect(maskOf(editor, "a")).toEqual(rows);
  });
});

test("a tag is one for each class, set and taken back", () => {
  const editor = opened();
  const server = new EchoServer(editor);
  editor.setTag(2, true);
  editor.setTag(2, true);
  expect([...server.weak.values()]).toEqual([
    { uid: "tag-2", kind: "tag", class_id: 2, bbox_xywh: null },
  ]);
  editor.setTag(2, false);
  expect(server.received.flat().map(({ op }) => op)).toEqual(["upsert_weak", "delete_weak"]);
  editor.undo();
  expect(editor.store.getState().weakLabels.has("tag-2")).toBe(true);
});

describe("a grip", () => {
  const gripped = (x: number, y: number, reach = 1) =>
    gripOf("b", [10, 10, 20, 8], imagePoint(x, y), reach)?.edges;

  test("is an edge, two at a corner, none inside or outside", () => {
    expect(gripped(10, 14)).toEqual([true, false, false, false]);
    expect(gripped(30.5, 17.5)).toEqual([false, false, true, true]);
    expect(gripped(20, 14)).toBeUndefined();
    expect(gripped(40, 10)).toBeUndefined();
  });

  test("of a box within reach is the nearer edge of two", () => {
    expect(gripped(29, 14, 50)).toEqual([false, true, true, false]);
  });

  test("drawn past the opposite edge turns the box over", () => {
    const grip = gripOf("b", [10, 10, 20, 8], imagePoint(10, 14), 1)!;
    expect(adjusted(grip, imagePoint(10, 14), imagePoint(35, 14), false)).toEqual([30, 10, 35, 18]);
  });
});

test("hidden classes hide their boxes; the selected box is drawn last", () => {
  const editor = opened();
  const first = editor.addBox([1, 1, 5, 5], 1);
  editor.addBox([2, 2, 6, 6], 2);
  editor.selectBox(first);
  const marks = () => weakBoxMarks(editor.store.getState(), { kind: "idle" });
  expect(marks().map(({ name, isSelected }) => [name, isSelected])).toEqual([
    ["road", false],
    ["car", true],
  ]);
  editor.setClassHidden(2, true);
  expect(marks().map(({ name }) => name)).toEqual(["car"]);
});
