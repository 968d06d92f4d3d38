import { describe, expect, it } from "vitest";

import { EchoServer, maskOf, ownersOf, send, smallEditor, wireSegment } from "./fixtures";

const size = [4, 6] as const;
const left = ["###...", "###...", "###...", "###..."];
const middle = ["......", ".####.", ".####.", "......"];

describe("others' work", () => {
  it("comes in without operations or history", () => {
    const editor = smallEditor({ sizeHw: size, segments: [wireSegment("a", left)] });
    const server = new EchoServer(editor);
    editor.select("a");
    editor.applyRemote([wireSegment("r", ["....##", "......", "......", "......"])], ["a"]);
    expect([...editor.store.getState().segments.keys()]).toEqual(["r"]);
    expect(ownersOf(editor).slice(0, 6)).toEqual(["", "", "", "", "r", "r"]);
    expect(editor.store.getState()).toMatchObject({ selectedUid: null, canUndo: false });
    expect(server.received).toEqual([]);
  });

  it("keeps its pixels in an exclusive image; work here gives them up and says so", () => {
    const editor = smallEditor({ sizeHw: size, segments: [wireSegment("a", left)] });
    const server = new EchoServer(editor);
    editor.applyRemote([wireSegment("r", middle)], []);
    expect(maskOf(editor, "a")[1]).toBe("#.....");
    expect(maskOf(editor, "r")).toEqual(middle);
    expect(server.tools).toEqual(["merge"]);
    expect(ownersOf(editor).slice(6, 12)).toEqual(["a", "r", "r", "r", "r", ""]);
  });

  it("is never painted over by an undo", () => {
    const editor = smallEditor({ sizeHw: size, segments: [wireSegment("a", left)] });
    editor.deleteSegment("a");
    editor.applyRemote([wireSegment("r", middle)], []);
    editor.undo();
    expect(maskOf(editor, "a")[1]).toBe("#.....");
    expect(maskOf(editor, "r")).toEqual(middle);
    editor.redo();
    expect([...editor.store.getState().segments.keys()]).toEqual(["r"]);
    expect(maskOf(editor, "r")).toEqual(middle);
  });

  it("waits for the stroke under way, and a stroke on the same segment is taken back", () => {
    const editor = smallEditor({ sizeHw: size, segments: [wireSegment("a", left)] });
    const codes: string[] = [];
    editor.onNotice(({ code }) => codes.push(code));
    editor.setBrush({ radiusPx: 0.5 });
    editor.select("a");
    send(editor, "down", [[4.5, 0.5]]);
    editor.applyRemote([wireSegment("a", middle)], []);
    expect(maskOf(editor, "a")).toEqual(left);
    send(editor, "up", [[4.5, 0.5]]);
    expect(maskOf(editor, "a")).toEqual(middle);
    expect(codes).toEqual(["remote_conflict"]);
  });
});
