import { describe, expect, it } from "vitest";

import {
  EchoServer,
  drag,
  maskOf,
  ownersOf,
  runsOfRows,
  send,
  smallEditor,
  wireSegment,
} from "./fixtures";
import type { Notice, PaintMode } from "./types";

const size = [4, 6] as const;
const left = ["###...", "###...", "###...", "###..."];
const right = ["....##", "....##", "....##", "....##"];

function pair(more: Parameters<typeof smallEditor>[0] = {}) {
  const editor = smallEditor({
    sizeHw: size,
    segments: [wireSegment("a", left), wireSegment("b", right, { class_id: 2, z: 1024 })],
    ...more,
  });
  editor.setBrush({ radiusPx: 0.5, shape: "square" });
  return editor;
}

const across = [
  [2.5, 1.5],
  [4.5, 1.5],
] as const;

describe("the brush", () => {
  it("says so where the paint mode leaves all that is under it to others", () => {
    const editor = pair();
    const codes: string[] = [];
    editor.onNotice(({ code }) => codes.push(code));
    editor.select("a");
    editor.setPaintMode("unlabelled");
    drag(editor, [[0.5, 0.5]]);
    expect(codes).toEqual([]);
    drag(editor, [[4.5, 0.5]]);
    expect(codes).toEqual(["spared"]);
    editor.setPaintMode("above");
    editor.setLocked(["b"], true);
    drag(editor, [[4.5, 0.5]]);
    expect(codes).toEqual(["spared", "locked"]);
    expect([maskOf(editor, "a"), maskOf(editor, "b")]).toEqual([left, right]);
  });

  it("makes a new segment of the active class and goes on with it", () => {
    const editor = pair();
    drag(editor, [[3.5, 0.5]]);
    drag(editor, [[3.5, 1.5]]);
    const { segments, selectedUid } = editor.store.getState();
    expect(selectedUid).toBe("new-1");
    expect(segments.size).toBe(3);
    expect(segments.get("new-1")).toMatchObject({
      classId: 1,
      z: 2048,
      origin: "brush",
      areaPx: 2,
    });
  });

  it("adds to the selected segment of the active class", () => {
    const editor = pair();
    editor.select("a");
    drag(editor, [[3.5, 0.5]]);
    expect(maskOf(editor, "a")[0]).toBe("####..");
  });

  it("makes a new segment when the selected one is of another class", () => {
    const editor = pair();
    editor.select("b");
    drag(editor, [[3.5, 0.5]]);
    expect(editor.store.getState().segments.has("new-1")).toBe(true);
  });

  it.each<[PaintMode, string, string, string]>([
    ["above", "..###.", "##....", ".....#"],
    ["below", "...#..", "###...", "....##"],
    ["unlabelled", "...#..", "###...", "....##"],
  ])("in an exclusive image, painting %s", (mode, own, a, b) => {
    const editor = pair();
    editor.setPaintMode(mode);
    drag(editor, across);
    expect([maskOf(editor, "new-1")[1], maskOf(editor, "a")[1], maskOf(editor, "b")[1]]).toEqual([
      own,
      a,
      b,
    ]);
  });

  it.each<[PaintMode, string, string[]]>([
    ["above", "..###.", ["a", "a", "new-1", "new-1", "new-1", "b"]],
    ["below", "..###.", ["a", "a", "a", "new-1", "b", "b"]],
    ["unlabelled", "...#..", ["a", "a", "a", "new-1", "b", "b"]],
  ])("in a layered image, painting %s", (mode, own, seen) => {
    const editor = pair({ overlapMode: "layered" });
    editor.setPaintMode(mode);
    drag(editor, across);
    expect(maskOf(editor, "new-1")[1]).toBe(own);
    expect(ownersOf(editor).slice(6, 12)).toEqual(seen);
    expect(maskOf(editor, "a")).toEqual(left);
  });

  it("sends every segment that a stroke changed", () => {
    const editor = pair();
    const server = new EchoServer(editor);
    drag(editor, across);
    expect(server.received).toHaveLength(1);
    const sent = server.received[0]!.map((operation) =>
      operation.op === "upsert" ? operation.segment.uid : operation.op,
    );
    expect(sent.sort()).toEqual(["a", "b", "new-1"]);
    expect(server.tools).toEqual(["brush"]);
  });

  it("deletes a segment that it paints away", () => {
    const editor = pair({
      segments: [wireSegment("a", ["......", "...#..", "......", "......"])],
    });
    const server = new EchoServer(editor);
    drag(editor, across);
    expect(server.received[0]).toContainEqual({ op: "delete", tool: "brush", uid: "a" });
    expect([...editor.store.getState().segments.keys()]).toEqual(["new-1"]);
  });

  it("leaves locked and hidden segments alone", () => {
    const editor = pair();
    editor.setLocked(["a"], true);
    editor.setHidden(["b"], true);
    drag(editor, across);
    expect(maskOf(editor, "new-1")[1]).toBe("...#..");
  });

  it("turns a carved polygon into a mask, and undo gives the vertices back", () => {
    const polygon = {
      parts: [
        {
          outer: [
            [0, 0],
            [3, 0],
            [3, 4],
            [0, 4],
          ] as [number, number][],
          holes: [],
        },
      ],
    };
    const editor = pair({ segments: [wireSegment("a", left, { polygon })] });
    drag(editor, across);
    expect(editor.store.getState().segments.get("a")!.polygon).toBeNull();
    editor.undo();
    expect(editor.store.getState().segments.get("a")!.polygon).toEqual(polygon);
    expect(maskOf(editor, "a")).toEqual(left);
  });

  it("draws a straight line from the last stroke's end with Shift", () => {
    const editor = pair({ segments: [] });
    drag(editor, [[0.5, 2.5]]);
    drag(editor, [[4.5, 2.5]], { shift: true });
    expect(maskOf(editor, "new-1")[2]).toBe("#####.");
  });

  it("changes nothing when the stroke is given up", () => {
    const editor = pair();
    const server = new EchoServer(editor);
    const before = ownersOf(editor);
    send(editor, "down", [[2.5, 1.5]]);
    send(editor, "move", [[4.5, 1.5]]);
    expect(ownersOf(editor)).not.toEqual(before);
    expect(editor.store.getState().isBusy).toBe(true);
    editor.key("escape");
    expect(ownersOf(editor)).toEqual(before);
    expect(editor.store.getState()).toMatchObject({ isBusy: false, canUndo: false });
    expect(server.received).toEqual([]);
  });

  it("does not paint in a hidden class", () => {
    const editor = pair();
    const codes: string[] = [];
    editor.onNotice(({ code }) => codes.push(code));
    editor.setClassHidden(1, true);
    drag(editor, across);
    expect(codes).toEqual(["locked"]);
    expect(editor.store.getState().segments.size).toBe(2);
  });

  it("sends operations that storage can clone, masks included", () => {
    const editor = pair();
    const server = new EchoServer(editor);
    drag(editor, across);
    const cloned = structuredClone(server.received[0]!);
    expect(JSON.stringify(cloned)).toBe(JSON.stringify(server.received[0]));
    expect(JSON.stringify(cloned)).toContain('"counts"');
  });

  it("says that a class is missing", () => {
    const editor = pair();
    const notices: Notice[] = [];
    editor.onNotice((notice) => notices.push(notice));
    editor.setActiveClass(null);
    drag(editor, across);
    expect(notices).toEqual([{ code: "no_class", uid: null }]);
    expect(editor.store.getState().segments.size).toBe(2);
  });
});

describe("the eraser", () => {
  it("erases from the selected segment only", () => {
    const editor = pair();
    editor.setTool("eraser");
    editor.select("b");
    drag(editor, across);
    expect([maskOf(editor, "a")[1], maskOf(editor, "b")[1]]).toEqual(["###...", ".....#"]);
  });

  it("erases from the segment under the pointer when none is selected", () => {
    const editor = pair();
    editor.setTool("eraser");
    drag(editor, across);
    expect([maskOf(editor, "a")[1], maskOf(editor, "b")[1]]).toEqual(["##....", "....##"]);
  });

  it("of a pen erases with any tool", () => {
    const editor = pair();
    editor.select("a");
    drag(editor, [[0.5, 0.5]], { erase: true });
    expect(maskOf(editor, "a")[0]).toBe(".##...");
    expect(editor.store.getState().tool).toBe("brush");
  });

  it("deletes a segment that it erases wholly", () => {
    const editor = pair();
    const server = new EchoServer(editor);
    editor.setTool("eraser");
    editor.setBrush({ radiusPx: 10 });
    drag(editor, [[0.5, 0.5]]);
    expect(server.received).toEqual([[{ op: "delete", tool: "eraser", uid: "a" }]]);
  });

  it("shows what lies below in a layered image", () => {
    const editor = pair({
      overlapMode: "layered",
      segments: [wireSegment("a", left), wireSegment("c", left, { z: 5 })],
    });
    editor.setTool("eraser");
    drag(editor, [[0.5, 0.5]]);
    expect(ownersOf(editor).slice(0, 3)).toEqual(["a", "c", "c"]);
  });

  it("says when there is nothing to erase or when it is locked", () => {
    const editor = pair();
    const codes: string[] = [];
    editor.onNotice(({ code, uid }) => codes.push(`${code} ${String(uid)}`));
    editor.setTool("eraser");
    drag(editor, [[3.5, 0.5]]);
    editor.setLocked(["a"], true);
    drag(editor, [[0.5, 0.5]]);
    expect(codes).toEqual(["nothing_to_erase null", "locked a"]);
    expect(maskOf(editor, "a")).toEqual(left);
  });
});

describe("a mask from an assistant", () => {
  it("becomes a segment that obeys the painting mode", () => {
    const editor = pair();
    const server = new EchoServer(editor);
    editor.setPaintMode("unlabelled");
    const uid = editor.addMask(runsOfRows(["######", "......", "......", "......"]), 2, "sam", 0.9);
    expect(uid).toBe("new-1");
    expect(maskOf(editor, "new-1")[0]).toBe("...#..");
    expect(server.received[0]![0]).toMatchObject({
      op: "upsert",
      tool: "box",
      segment: { uid: "new-1", class_id: 2, origin: "sam", score: 0.9 },
    });
  });

  it("that finds no allowed pixel is not added", () => {
    const editor = pair();
    const codes: string[] = [];
    editor.onNotice(({ code }) => codes.push(code));
    editor.setPaintMode("unlabelled");
    expect(editor.addMask(runsOfRows(left), 1, "sam", null)).toBeNull();
    expect(codes).toEqual(["empty_shape"]);
    expect(editor.store.getState().segments.size).toBe(2);
  });
});
