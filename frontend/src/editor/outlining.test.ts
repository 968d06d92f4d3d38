import { describe, expect, it, vi } from "vitest";

import { intersects, union } from "../masks/boolean";
import { numVertices } from "../masks/generalise";
import { areaPx, equalRuns } from "../masks/runs";
import { EchoServer, drag, maskOf, ownersOf, smallEditor, wireSegment } from "./fixtures";

const left = ["####....", "#####...", "####....", "######..", "####....", "#####..."];
const right = left.map((row) => row.replace(/[#.]/g, (cell) => (cell === "#" ? "." : "#")));

function editorWith(mode: "exclusive" | "layered" = "exclusive") {
  const editor = smallEditor({
    sizeHw: [6, 8],
    overlapMode: mode,
    segments: [wireSegment("a", left), wireSegment("b", right, { class_id: 2, z: 1 })],
  });
  return { editor, server: new EchoServer(editor) };
}
const segment = (editor: ReturnType<typeof smallEditor>, uid: string) =>
  editor.store.getState().segments.get(uid)!;

describe("converting", () => {
  it("gives masks vertices and takes them away, without changing a pixel", () => {
    const { editor, server } = editorWith();
    const before = segment(editor, "a").runs;
    editor.select("a");
    editor.convert();
    expect(numVertices(segment(editor, "a").polygon!)).toBe(14);
    expect(segment(editor, "b").polygon).toBeNull();
    expect(equalRuns(server.segments.get("a")!.runs, before)).toBe(true);
    editor.convert();
    expect(segment(editor, "a").polygon).toBeNull();
    expect(equalRuns(server.segments.get("a")!.runs, before)).toBe(true);
    expect(server.tools).toEqual(["convert", "convert"]);
    editor.undo();
    expect(segment(editor, "a").polygon).not.toBeNull();
  });

  it("is for all segments where none is selected, in one step", () => {
    const { editor } = editorWith();
    editor.convert();
    expect([...editor.store.getState().segments.values()].every((each) => each.polygon)).toBe(true);
    editor.undo();
    expect([...editor.store.getState().segments.values()].some((each) => each.polygon)).toBe(false);
  });

  it("leaves locked segments alone", () => {
    const { editor } = editorWith();
    editor.setLocked(["a"], true);
    editor.convert();
    expect(segment(editor, "a").polygon).toBeNull();
    expect(segment(editor, "b").polygon).not.toBeNull();
  });
});

describe("simplifying", () => {
  it.each(["exclusive", "layered"] as const)("keeps borders common (%s)", (mode) => {
    const { editor, server } = editorWith(mode);
    editor.startSimplifying();
    editor.setTolerance(2);
    const shown = editor.store.getState().simplifying!;
    expect(shown.numAfter).toBeLessThan(shown.numBefore);
    expect(shown.changedPx).toBeGreaterThan(0);
    // Nothing is done yet.
    expect(maskOf(editor, "a")).toEqual(left);
    expect(editor.applySimplified()).toBe(true);
    const [a, b] = [segment(editor, "a"), segment(editor, "b")];
    expect(intersects(a.runs, b.runs)).toBe(false);
    expect(areaPx(union(a.runs, b.runs))).toBe(48);
    expect(a.polygon).not.toBeNull();
    expect(b.polygon).not.toBeNull();
    expect(numVertices(a.polygon!) + numVertices(b.polygon!)).toBe(shown.numAfter);
    expect(equalRuns(server.segments.get("b")!.runs, b.runs)).toBe(true);
    expect(ownersOf(editor).filter((uid) => uid === "a")).toHaveLength(a.areaPx);
    editor.undo();
    expect(maskOf(editor, "a")).toEqual(left);
  });

  it("takes nothing from a neighbour that is not selected", () => {
    const { editor } = editorWith();
    editor.select("a");
    editor.startSimplifying();
    editor.setTolerance(3);
    editor.applySimplified();
    expect(maskOf(editor, "b")).toEqual(right);
    expect(maskOf(editor, "a")).toEqual(left);
  });

  it("is dropped without a trace", () => {
    const { editor, server } = editorWith();
    editor.startSimplifying();
    editor.dropSimplified();
    expect(editor.applySimplified()).toBe(false);
    expect(server.received).toEqual([]);
  });

  it("makes a drawn polygon's vertices fewer, and it stays a polygon", () => {
    const editor = smallEditor({ sizeHw: [12, 16] });
    editor.setTool("polygon");
    for (const at of [
      [1, 1],
      [5, 1.3],
      [9, 1],
      [9, 9],
      [5, 8.8],
      [1, 9],
    ] as const)
      drag(editor, [at], { alt: true });
    editor.key("enter");
    editor.startSimplifying();
    editor.setTolerance(0.5);
    editor.applySimplified();
    expect(segment(editor, "new-1").polygon!.parts[0]!.outer).toHaveLength(4);
  });
});

/** Tall strips: so many runs that their outlines are worked out aside, and few vertices. */
function muchToDo() {
  const rows = Array.from({ length: 16_000 }, (_, y) => (y % 4_000 === 0 ? "##..." : "###.."));
  const segments = [wireSegment("a", rows), wireSegment("b", rows, { z: 1 })];
  const editor = smallEditor({ sizeHw: [16_000, 5], overlapMode: "layered", segments });
  return { editor, server: new EchoServer(editor) };
}

describe("outlines of very many runs", () => {
  it("are converted aside, in one step, but for what changed meanwhile", async () => {
    const { editor, server } = muchToDo();
    editor.convert();
    expect(editor.store.getState().outlining).toMatchObject({ kind: "convert", total: 2 });
    expect(server.received).toEqual([]);
    editor.changeClass("b", 2);
    await vi.waitFor(() => expect(editor.store.getState().outlining).toBeNull());
    await vi.waitFor(() => expect(segment(editor, "a").polygon).not.toBeNull());
    expect(segment(editor, "b").polygon).toBeNull();
    editor.undo();
    expect(segment(editor, "a").polygon).toBeNull();
    expect(segment(editor, "b").classId).toBe(2);
  });

  it("are given up on Escape, without a trace", async () => {
    const { editor, server } = muchToDo();
    editor.convert();
    editor.dropSimplified();
    expect(editor.store.getState().outlining).toBeNull();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(server.received).toEqual([]);
  });

  it("are simplified to what they would be at once", async () => {
    const { editor } = muchToDo();
    editor.startSimplifying();
    expect(editor.store.getState().simplifying).toBeNull();
    await vi.waitFor(() => expect(editor.store.getState().simplifying).not.toBeNull(), 20_000);
    const shown = editor.store.getState().simplifying!;
    expect(shown.shapes.size).toBe(2);
    expect(shown.numAfter).toBeLessThanOrEqual(shown.numBefore);
    const before = segment(editor, "a").runs;
    expect(editor.applySimplified()).toBe(true);
    expect(equalRuns(segment(editor, "a").runs, before)).toBe(shown.changedPx === 0);
    editor.undo();
    expect(equalRuns(segment(editor, "a").runs, before)).toBe(true);
  }, 30_000);
});
