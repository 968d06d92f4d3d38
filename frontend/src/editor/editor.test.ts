import { describe, expect, it } from "vitest";

import { imagePoint, screenPoint } from "../geometry/points";
import {
  EchoServer,
  drag,
  ownersOf,
  runsOfRows,
  send,
  smallEditor,
  wireSegment,
  wireSuggestion,
} from "./fixtures";
import { randomUid } from "./uid";
import type { Prompt } from "./types";

const size = [4, 6] as const;
const left = ["###...", "###...", "###...", "###..."];
const middle = ["......", ".####.", ".####.", "......"];

describe("commands", () => {
  it("change a class without sending the mask again", () => {
    const editor = smallEditor({ sizeHw: size, segments: [wireSegment("a", left)] });
    const server = new EchoServer(editor);
    editor.changeClass("a", 2);
    const [operation] = server.received[0]!;
    expect(operation).toMatchObject({ op: "upsert", tool: "class", segment: { class_id: 2 } });
    expect(operation).not.toHaveProperty("segment.mask");
    editor.changeClass("a", 2);
    expect(server.received).toHaveLength(1);
  });

  it("delete, and undo brings everything back", () => {
    const more = { attributes: { side: "left" }, iscrowd: true, z: 77, score: 0.5 };
    const editor = smallEditor({ sizeHw: size, segments: [wireSegment("a", left, more)] });
    const server = new EchoServer(editor);
    const before = editor.store.getState().segments.get("a");
    editor.select("a");
    editor.deleteSegment("a");
    expect(editor.store.getState()).toMatchObject({ selectedUid: null, canUndo: true });
    expect(ownersOf(editor).join("")).toBe("");
    editor.undo();
    expect(editor.store.getState().segments.get("a")).toEqual(before);
    expect(server.tools).toEqual(["delete", "undo"]);
    editor.redo();
    expect(server.tools).toEqual(["delete", "undo", "redo"]);
    expect(server.segments.size).toBe(0);
  });

  it("set properties and order", () => {
    const segments = [wireSegment("a", left, { z: 1 }), wireSegment("b", left, { z: 2 })];
    const editor = smallEditor({ sizeHw: size, overlapMode: "layered", segments });
    editor.setProperties("a", { occluded: true });
    expect(editor.store.getState().segments.get("a")!.occluded).toBe(true);
    expect(ownersOf(editor)[0]).toBe("b");
    editor.reorder("a", "front");
    expect(ownersOf(editor)[0]).toBe("a");
    editor.undo();
    expect(ownersOf(editor)[0]).toBe("b");
  });

  it("are refused on locked segments", () => {
    const editor = smallEditor({ sizeHw: size, segments: [wireSegment("a", left)] });
    const codes: string[] = [];
    editor.onNotice(({ code }) => codes.push(code));
    editor.setLocked(["a"], true);
    editor.deleteSegment("a");
    editor.changeClass("a", 2);
    expect(codes).toEqual(["locked", "locked"]);
    expect(editor.store.getState().segments.get("a")!.classId).toBe(1);
  });

  it("hide a class: layered images show what lies below", () => {
    const segments = [wireSegment("a", left), wireSegment("b", left, { z: 9, class_id: 2 })];
    const editor = smallEditor({ sizeHw: size, overlapMode: "layered", segments });
    editor.setClassHidden(2, true);
    expect(ownersOf(editor)[0]).toBe("a");
    expect(editor.uidAt(imagePoint(0.5, 0.5))).toBe("a");
    editor.setClassHidden(2, false);
    expect(ownersOf(editor)[0]).toBe("b");
  });
});

describe("picking", () => {
  it("goes through what lies below when clicked again", () => {
    const segments = [wireSegment("a", left), wireSegment("b", left, { z: 9 })];
    const editor = smallEditor({
      sizeHw: size,
      overlapMode: "layered",
      segments,
      suggestions: [wireSuggestion("s", middle)],
    });
    editor.setTool("select");
    const picked = [1, 2, 3, 4].map(() => {
      drag(editor, [[1.5, 1.5]]);
      return editor.store.getState().selectedUid;
    });
    expect(picked).toEqual(["s", "b", "a", "s"]);
    drag(editor, [[5.5, 0.5]]);
    expect(editor.store.getState().selectedUid).toBeNull();
  });

  it("shows what is under the pointer", () => {
    const editor = smallEditor({ sizeHw: size, segments: [wireSegment("a", left)] });
    editor.setTool("select");
    send(editor, "move", [[0.5, 0.5]]);
    expect(editor.store.getState().hoverUid).toBe("a");
    send(editor, "leave", [[0.5, 0.5]]);
    expect(editor.store.getState().hoverUid).toBeNull();
  });
});

describe("asking an assistant", () => {
  it("starts with a box and refines it by points", () => {
    const editor = smallEditor({ sizeHw: size });
    const prompts: Prompt[] = [];
    editor.onPrompt((prompt) => prompts.push(prompt));
    editor.setTool("box");
    drag(editor, [
      [1, 1],
      [9, 3],
    ]);
    drag(editor, [[2, 2]], { alt: true });
    expect(prompts).toHaveLength(2);
    const [, last] = prompts;
    expect(last!.boxXyxy!.map((value) => Math.round(value * 1e6) / 1e6)).toEqual([1, 1, 6, 3]);
    expect(last!.labels).toEqual([0]);
    const drawn = { target: null, origin: "grabcut", score: null, tool: "box" } as const;
    editor.propose({ runs: runsOfRows(middle), ...drawn });
    editor.key("escape");
    expect(editor.store.getState()).toMatchObject({ prompt: null, proposal: null });
  });
});

describe("the view", () => {
  it("stays fitted when the window changes, and reveals a segment", () => {
    const editor = smallEditor({ sizeHw: [400, 600] });
    editor.setViewport([300, 300]);
    expect(editor.store.getState().view.scale).toBeCloseTo(268 / 600);
    editor.zoomBy(2, screenPoint(0, 0));
    const { view } = editor.store.getState();
    editor.setViewport([310, 300]);
    expect(editor.store.getState().view.scale).toBe(view.scale);
    const uid = editor.addMask(
      { sizeHw: [400, 600], bounds: Int32Array.of(390 * 600 + 580, 390 * 600 + 590) },
      1,
      "brush",
      null,
    )!;
    editor.reveal(uid);
    const seen = editor.store.getState().view;
    expect(585 * seen.scale + seen.x).toBeCloseTo(150);
    expect(390.5 * seen.scale + seen.y).toBeCloseTo(155);
  });

  it("pans with a held space bar while a polygon is under way", () => {
    const editor = smallEditor({ sizeHw: size });
    editor.setTool("polygon");
    drag(editor, [[0, 0]]);
    drag(
      editor,
      [
        [1, 1],
        [2, 2],
      ],
      { pan: true },
    );
    expect(editor.scene.marks().ring).not.toBeNull();
    expect(editor.store.getState().isBusy).toBe(true);
  });
});

it("uids are random version 4 UUIDs", () => {
  const uid = randomUid();
  expect(uid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(randomUid()).not.toBe(uid);
});

it("masks of another image size are refused", () => {
  expect(() => smallEditor({ sizeHw: [5, 6], segments: [wireSegment("a", left)] })).toThrow(
    "The mask has the size 4×6, the image 5×6; reload the image.",
  );
});
