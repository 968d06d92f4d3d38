import { describe, expect, it } from "vitest";

import type { Polygon } from "../masks/types";
import { EchoServer, drag, maskOf, smallEditor } from "./fixtures";

/** A square from (2, 2) to (10, 10) in an image of 12 × 16, selected, with the select tool. */
function squareEditor() {
  const editor = smallEditor({ sizeHw: [12, 16] });
  const server = new EchoServer(editor);
  editor.setTool("polygon");
  for (const at of [
    [2, 2],
    [10, 2],
    [10, 10],
    [2, 10],
  ] as const)
    drag(editor, [at]);
  editor.key("enter");
  editor.setTool("select");
  const polygon = (): Polygon => editor.store.getState().segments.get("new-1")!.polygon!;
  return { editor, server, polygon, outer: () => polygon().parts[0]!.outer };
}

describe("picked vertices", () => {
  it("are walked through by Tab, moved by arrows as one step for undo, and removed", () => {
    const { editor, server, outer } = squareEditor();
    expect(editor.vertexKey("next", 1)).toBe(true);
    expect(editor.vertexKey("next", 1)).toBe(true);
    expect(editor.scene.marks().vertices.picked[0]![0]).toBeCloseTo(10);
    editor.vertexKey("right", 1);
    editor.vertexKey("up", 10);
    expect(outer()[1]![0]).toBeCloseTo(11);
    // Ten pixels up: the image ends after two.
    expect(outer()[1]![1]).toBeCloseTo(0);
    editor.undo();
    expect(outer()[1]!.map(Math.round)).toEqual([10, 2]);
    expect(maskOf(editor, "new-1")[0]).not.toContain("#");
    editor.redo();
    expect(outer()[1]![0]).toBeCloseTo(11);
    editor.undo();
    editor.vertexKey("next", 1);
    editor.vertexKey("remove", 1);
    expect(outer()).toHaveLength(3);
    expect(server.tools).toEqual(["polygon", "vertex", "vertex", "undo", "redo", "undo", "vertex"]);
  });

  it("are nobody's keys without a polygon or without picks", () => {
    const { editor } = squareEditor();
    expect(editor.vertexKey("left", 1)).toBe(false);
    expect(editor.vertexKey("none", 1)).toBe(false);
    editor.select(null);
    expect(editor.vertexKey("next", 1)).toBe(false);
  });

  it("move together when one of them is dragged", () => {
    const { editor, outer } = squareEditor();
    drag(editor, [[10, 2]]);
    drag(editor, [[10, 10]], { shift: true });
    drag(editor, [
      [10, 10],
      [12, 9],
      [13, 10],
    ]);
    expect(outer().map(([x]) => Math.round(x))).toEqual([2, 13, 13, 2]);
    expect(maskOf(editor, "new-1")[2]).toBe("..###########...");
  });

  it("are picked in a box and go with their ring when too few are left", () => {
    const { editor } = squareEditor();
    drag(
      editor,
      [
        [0.2, 0.2],
        [5, 5],
        [14, 11],
      ],
      { alt: true },
    );
    expect(editor.scene.marks().vertices.picked).toHaveLength(4);
    editor.vertexKey("remove", 1);
    expect(editor.store.getState().segments.size).toBe(0);
    editor.undo();
    expect(editor.store.getState().segments.size).toBe(1);
  });
});

describe("the selected polygon", () => {
  it("moves as a whole by a drag with Shift inside, and stays in the image", () => {
    const { editor, outer } = squareEditor();
    drag(
      editor,
      [
        [6, 6],
        [9, 6],
        [20, 7],
      ],
      { shift: true },
    );
    expect(outer().map(([x, y]) => [Math.round(x), Math.round(y)])).toEqual([
      [8, 3],
      [16, 3],
      [16, 11],
      [8, 11],
    ]);
  });

  it("gets a vertex by a click on an edge, and a ring goes by its vertices", () => {
    const { editor, outer, polygon } = squareEditor();
    drag(editor, [[6, 2]]);
    expect(outer()).toHaveLength(5);
    editor.setPolygonMode("hole");
    for (const at of [
      [4, 4],
      [8, 4],
      [8, 8],
      [4, 8],
    ] as const)
      drag(editor, [at]);
    editor.key("enter");
    expect(polygon().parts[0]!.holes).toHaveLength(1);
    editor.setTool("select");
    for (let i = 0; i < 6; i += 1) editor.vertexKey("next", 1);
    for (const at of [
      [8, 4],
      [8, 8],
    ] as const)
      drag(editor, [at], { shift: true });
    editor.vertexKey("remove", 1);
    expect(polygon().parts[0]!.holes).toHaveLength(0);
    expect(maskOf(editor, "new-1")[6]).toBe("..########......");
  });
});
