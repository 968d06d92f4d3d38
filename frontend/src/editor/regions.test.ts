import { describe, expect, it } from "vitest";

import { EchoServer, drag, maskOf, send, smallEditor, wireSegment } from "./fixtures";
import type { Notice } from "./types";

const size = [4, 6] as const;
const left = ["###...", "###...", "###...", "###..."];
const right = ["....##", "....##", "....##", "....##"];

function pair(more: Parameters<typeof smallEditor>[0] = {}) {
  const editor = smallEditor({
    sizeHw: size,
    segments: [wireSegment("a", left), wireSegment("b", right, { class_id: 2, z: 1024 })],
    ...more,
  });
  editor.setTool("rectangle");
  return editor;
}

const middle = [
  [2, 1],
  [5, 3],
] as const;

function noticesOf(editor: ReturnType<typeof pair>) {
  const notices: Notice["code"][] = [];
  editor.onNotice(({ code }) => notices.push(code));
  return notices;
}

describe("a rectangle", () => {
  it("is a new segment with corners, and takes its neighbours' pixels", () => {
    const editor = pair();
    const server = new EchoServer(editor);
    drag(editor, middle);
    expect(maskOf(editor, "new-1")).toEqual(["......", "..###.", "..###.", "......"]);
    expect(maskOf(editor, "a")[1]).toBe("##....");
    const { segments, selectedUid } = editor.store.getState();
    expect(selectedUid).toBe("new-1");
    expect(segments.get("new-1")).toMatchObject({ classId: 1, origin: "shape" });
    expect(segments.get("new-1")?.polygon?.parts[0]?.outer).toHaveLength(4);
    expect(server.tools).toEqual(["rectangle"]);
  });

  it("is added to the selected segment of the active class", () => {
    const editor = pair();
    editor.select("a");
    editor.setPaintMode("unlabelled");
    drag(editor, middle);
    expect(maskOf(editor, "a")).toEqual(["###...", "####..", "####..", "###..."]);
    expect(maskOf(editor, "b")).toEqual(right);
    expect(editor.store.getState().segments.size).toBe(2);
  });

  it("without a free pixel says so and keeps no corners it did not get", () => {
    const editor = pair();
    editor.setLocked(["a", "b"], true);
    const notices = noticesOf(editor);
    drag(editor, [
      [0, 0],
      [2, 2],
    ]);
    expect(notices).toEqual(["empty_shape"]);
    drag(editor, middle);
    expect(maskOf(editor, "new-2")[1]).toBe("...#..");
    expect(editor.store.getState().segments.get("new-2")?.polygon).toBeNull();
  });

  it("does not add to a locked segment", () => {
    const editor = pair();
    editor.select("a");
    editor.setLocked(["a"], true);
    const notices = noticesOf(editor);
    drag(editor, middle);
    expect(notices).toEqual(["locked"]);
    expect(editor.store.getState().canUndo).toBe(false);
  });

  it("is given up by Escape while it is dragged", () => {
    const editor = pair();
    send(editor, "down", [middle[0]]);
    send(editor, "move", [middle[1]]);
    expect(editor.scene.marks().region).toMatchObject({ label: "3 × 2 px", cuts: false });
    expect(editor.store.getState().isBusy).toBe(true);
    editor.key("escape");
    send(editor, "up", [middle[1]]);
    expect(editor.scene.marks().region).toBeNull();
    expect(editor.store.getState().canUndo).toBe(false);
  });

  it("becomes a square when Shift is pressed with the pointer at rest", () => {
    const editor = pair();
    send(editor, "down", [[0, 0]]);
    send(editor, "move", [[4, 2]]);
    send(editor, "keys", [[4, 2]], { shift: true });
    expect(editor.scene.marks().region?.label).toBe("4 × 4 px (1:1)");
  });
});

describe("cutting", () => {
  it("takes a region from the selected segment only", () => {
    const editor = pair();
    editor.setRegion({ mode: "remove" });
    editor.select("b");
    drag(editor, middle);
    expect(maskOf(editor, "a")).toEqual(left);
    expect(maskOf(editor, "b")).toEqual(["....##", ".....#", ".....#", "....##"]);
  });

  it.each(["exclusive", "layered"] as const)(
    "takes it from everything, in one step, in an image that is %s",
    (overlapMode) => {
      const editor = pair({ overlapMode });
      editor.setRegion({ mode: "remove", erases: "everything" });
      drag(editor, middle);
      expect(maskOf(editor, "a")[1]).toBe("##....");
      expect(maskOf(editor, "b")[1]).toBe(".....#");
      editor.undo();
      expect([maskOf(editor, "a"), maskOf(editor, "b")]).toEqual([left, right]);
      expect(editor.store.getState().canUndo).toBe(false);
    },
  );

  it("leaves locked and hidden segments alone, and says when nothing is left to cut", () => {
    const editor = pair();
    editor.setRegion({ mode: "remove", erases: "everything" });
    editor.setLocked(["a"], true);
    editor.setHidden(["b"], true);
    const notices = noticesOf(editor);
    drag(editor, middle);
    expect([maskOf(editor, "a"), maskOf(editor, "b")]).toEqual([left, right]);
    expect(notices).toEqual(["nothing_to_erase"]);
  });
});

describe("the eraser on everything", () => {
  it("reaches what is covered, in one step", () => {
    const editor = pair({
      overlapMode: "layered",
      segments: [wireSegment("a", left), wireSegment("b", ["######", ...right.slice(1)], { z: 9 })],
    });
    editor.setTool("eraser");
    editor.setBrush({ radiusPx: 0.5 });
    editor.setRegion({ erases: "everything" });
    drag(editor, [
      [0.5, 0.5],
      [5.5, 0.5],
    ]);
    expect(maskOf(editor, "a")[0]).toBe("......");
    expect(maskOf(editor, "b")[0]).toBe("......");
    editor.undo();
    expect(maskOf(editor, "b")[0]).toBe("######");
    expect(maskOf(editor, "a")).toEqual(left);
  });

  it("says when there was nothing", () => {
    const editor = pair({ segments: [] });
    editor.setTool("eraser");
    editor.setRegion({ erases: "everything" });
    const notices = noticesOf(editor);
    drag(editor, middle);
    expect(notices).toEqual(["nothing_to_erase"]);
  });
});
