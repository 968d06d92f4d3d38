import { describe, expect, it } from "vitest";

import { EchoServer, drag, maskOf, smallEditor, wireSegment } from "./fixtures";

const size = [4, 6] as const;
const left = ["###...", "###...", "###...", "###..."];
const triangle = [
  [0, 0],
  [6, 0],
  [0, 4],
] as const;

describe("the polygon tool", () => {
  function withTriangle() {
    const editor = smallEditor({ sizeHw: size });
    const server = new EchoServer(editor);
    editor.setTool("polygon");
    for (const vertex of triangle) drag(editor, [vertex]);
    editor.key("enter");
    return { editor, server };
  }

  it("makes a segment that keeps its vertices and sends only those", () => {
    const { editor, server } = withTriangle();
    const segment = editor.store.getState().segments.get("new-1")!;
    expect(segment.origin).toBe("polygon");
    expect(segment.polygon!.parts[0]!.outer).toHaveLength(3);
    expect(maskOf(editor, "new-1")).toEqual(["#####.", "####..", "##....", "#....."]);
    const [operation] = server.received[0]!;
    expect(operation).toMatchObject({ tool: "polygon", segment: { uid: "new-1" } });
    expect(operation).not.toHaveProperty("segment.mask");
  });

  it("lets a vertex be dragged", () => {
    const { editor, server } = withTriangle();
    editor.setTool("select");
    drag(editor, [
      [6, 0],
      [4, 1],
      [3, 0],
    ]);
    expect(maskOf(editor, "new-1")).toEqual(["###...", "##....", "#.....", "......"]);
    expect(server.tools).toEqual(["polygon", "vertex"]);
    expect(editor.store.getState().segments.get("new-1")!.polygon).not.toBeNull();
    editor.undo();
    expect(maskOf(editor, "new-1")[0]).toBe("#####.");
    expect(server.segments.get("new-1")!.runs).toEqual(
      editor.store.getState().segments.get("new-1")!.runs,
    );
  });

  it("keeps a moved vertex that changes no pixel", () => {
    const { editor } = withTriangle();
    editor.setTool("select");
    drag(editor, [
      [6, 0],
      [5.7, 0],
    ]);
    const { polygon } = editor.store.getState().segments.get("new-1")!;
    expect(polygon!.parts[0]!.outer[1]![0]).toBeCloseTo(5.7);
  });

  it("undoes the last vertex while drawing", () => {
    const editor = smallEditor({ sizeHw: size });
    editor.setTool("polygon");
    drag(editor, [[0, 0]]);
    drag(editor, [[6, 0]]);
    editor.undo();
    expect(editor.scene.marks().ring!.vertices).toHaveLength(2);
    expect(editor.scene.marks().ring!.vertices[0]![0]).toBeCloseTo(0);
  });

  it("keeps crossing edges as a mask and says so", () => {
    const editor = smallEditor({ sizeHw: size });
    const codes: string[] = [];
    editor.onNotice(({ code }) => codes.push(code));
    editor.setTool("polygon");
    for (const vertex of [
      [0, 0],
      [6, 4],
      [6, 0],
      [0, 4],
    ] as const)
      drag(editor, [vertex]);
    editor.key("enter");
    expect(codes).toEqual(["crossing_polygon"]);
    expect(editor.store.getState().segments.get("new-1")!.polygon).toBeNull();
    expect(maskOf(editor, "new-1")[0]).toBe("#....#");
  });

  it("becomes a mask where others keep their pixels", () => {
    const editor = smallEditor({ sizeHw: size, segments: [wireSegment("a", left)] });
    editor.setTool("polygon");
    editor.setPaintMode("unlabelled");
    for (const vertex of triangle) drag(editor, [vertex]);
    editor.key("enter");
    expect(editor.store.getState().segments.get("new-1")!.polygon).toBeNull();
    expect(maskOf(editor, "new-1")[0]).toBe("...##.");
  });
});
