import { describe, expect, it } from "vitest";
import { EchoServer, drag, maskOf, ownersOf, smallEditor, wireSegment } from "./fixtures";

const A = ["####....", "####....", "........"];
const B = ["..####..", "........", "........"];
const SIZE = [3, 8] as const;
const PART = { whole: false, takesPixels: false };
const WHOLE = { whole: true, takesPixels: false };

function editorWith(segments: ReturnType<typeof wireSegment>[], mode: "exclusive" | "layered") {
  return smallEditor({ sizeHw: SIZE, overlapMode: mode, segments });
}

describe.each(["exclusive", "layered"] as const)("a whole earlier state, %s", (mode) => {
  it("comes back, and goes again by undo", () => {
    const editor = editorWith(
      [wireSegment("a", ["......##", "........", "........"]), wireSegment("b", B)],
      mode,
    );
    const server = new EchoServer(editor);
    const restored = editor.restore([wireSegment("a", A, { class_id: 2 })], WHOLE);
    expect(restored).toEqual({ uids: ["a"], lostPx: 0, covered: [], locked: [], numWeak: 0 });
    expect(maskOf(editor, "a")).toEqual(A);
    expect(editor.store.getState().segments.get("a")?.classId).toBe(2);
    expect([...server.segments.keys()]).toEqual(["a"]);
    expect(server.tools).toEqual(["restore"]);
    editor.undo();
    expect([...server.segments.keys()].sort()).toEqual(["a", "b"]);
    expect(maskOf(editor, "b")).toEqual(B);
    expect(maskOf(editor, "a")).toEqual(["......##", "........", "........"]);
  });

  it("asks the server for nothing where nothing differs", () => {
    const editor = editorWith([wireSegment("a", A)], mode);
    const server = new EchoServer(editor);
    editor.restore([wireSegment("a", A)], WHOLE);
    expect(server.received).toEqual([]);
    expect(editor.store.getState().canUndo).toBe(false);
  });

  it("leaves locked segments as they are", () => {
    const editor = editorWith([wireSegment("b", B)], mode);
    editor.setLocked(["b"], true);
    const restored = editor.restore([wireSegment("a", A)], WHOLE);
    expect(restored.locked).toEqual(["b"]);
    expect(maskOf(editor, "b")).toEqual(B);
    expect(restored.lostPx).toBe(mode === "exclusive" ? 2 : 0);
  });
});

describe("single segments in an exclusive image", () => {
  it("get the pixels that nobody owns, and it is said what they lost", () => {
    const editor = editorWith([wireSegment("b", B)], "exclusive");
    const restored = editor.restore([wireSegment("a", A)], PART);
    expect(restored).toMatchObject({ uids: ["a"], lostPx: 2 });
    expect(maskOf(editor, "a")).toEqual(["##......", "####....", "........"]);
    expect(maskOf(editor, "b")).toEqual(B);
  });

  it("take their pixels back where that is wanted, in one step", () => {
    const editor = editorWith([wireSegment("b", B)], "exclusive");
    const server = new EchoServer(editor);
    editor.restore([wireSegment("a", A)], { whole: false, takesPixels: true });
    expect(maskOf(editor, "a")).toEqual(A);
    expect(maskOf(editor, "b")).toEqual(["....##..", "........", "........"]);
    expect(ownersOf(editor).filter((uid) => uid === "a")).toHaveLength(8);
    editor.undo();
    expect(maskOf(editor, "b")).toEqual(B);
    expect(server.segments.has("a")).toBe(false);
  });

  it("stay away where they would get nothing", () => {
    const editor = editorWith([wireSegment("b", A)], "exclusive");
    const restored = editor.restore([wireSegment("a", ["##......", "........", "........"])], PART);
    expect(restored).toMatchObject({ uids: [], covered: ["a"] });
  });

  it("never share a pixel with each other", () => {
    const editor = editorWith([], "exclusive");
    editor.restore([wireSegment("a", A), wireSegment("b", B)], PART);
    expect(maskOf(editor, "a")).toEqual(A);
    expect(maskOf(editor, "b")).toEqual(["....##..", "........", "........"]);
  });

  it("vanish into what replaced them wholly and give it back by undo", () => {
    const editor = editorWith(
      [wireSegment("b", ["##......", "........", "........"])],
      "exclusive",
    );
    const server = new EchoServer(editor);
    editor.restore([wireSegment("a", A)], { whole: false, takesPixels: true });
    expect(server.segments.has("b")).toBe(false);
    editor.undo();
    expect(maskOf(editor, "b")).toEqual(["##......", "........", "........"]);
  });
});

describe("a preview", () => {
  it("shows the earlier state and tells it from the present", () => {
    const editor = editorWith(
      [wireSegment("b", B), wireSegment("c", ["........", "........", "##......"])],
      "exclusive",
    );
    editor.preview([wireSegment("a", A), wireSegment("b", ["......##", "........", "........"])]);
    const { preview } = editor.store.getState();
    expect(preview).toMatchObject({ numGone: 1, numChanged: 1, numAdded: 1, showsNow: false });
    expect(editor.scene.segments.get("a")).toBeDefined();
    editor.compareWithNow(true);
    expect(editor.scene.segments.get("c")).toBeDefined();
    editor.preview(null);
    expect(ownersOf(editor)).toContain("c");
  });

  it("lets nobody draw", () => {
    const editor = editorWith([wireSegment("b", B)], "exclusive");
    const server = new EchoServer(editor);
    editor.setTool("brush");
    editor.preview([]);
    drag(editor, [
      [1, 1],
      [6, 1],
    ]);
    editor.preview(null);
    expect(server.received).toEqual([]);
    expect(editor.store.getState().canUndo).toBe(false);
  });
});
