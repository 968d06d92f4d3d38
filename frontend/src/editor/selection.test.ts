import { describe, expect, it } from "vitest";

import { drag, runsOfRows, send, smallEditor, wireSegment, wireSuggestion } from "./fixtures";
import type { Editor } from "./interface";
import { selectedUids } from "./selection";

const size = [4, 6] as const;

/** Three columns of two pixels, one segment each; the suggestion covers the lowest row. */
function opened(overlapMode: "exclusive" | "layered" = "exclusive"): Editor {
  const editor = smallEditor({
    sizeHw: size,
    overlapMode,
    segments: [
      wireSegment("a", ["##....", "##....", "##....", "......"], { z: 0 }),
      wireSegment("b", ["..##..", "..##..", "..##..", "......"], { z: 1024 }),
      wireSegment("c", ["....##", "....##", "....##", "......"], { z: 2048, class_id: 2 }),
    ],
    suggestions: [wireSuggestion("s", ["......", "......", "......", "######"])],
  });
  editor.setTool("select");
  return editor;
}

const selected = (editor: Editor) => selectedUids(editor.store.getState());

describe("selecting several segments", () => {
  it("a click selects one, Shift adds and takes away, the first stays the primary", () => {
    const editor = opened();
    drag(editor, [[1, 1]]);
    drag(editor, [[3, 1]], { shift: true });
    drag(editor, [[5, 1]], { mod: true });
    expect(selected(editor)).toEqual(["a", "b", "c"]);
    expect(editor.store.getState().selectedUid).toBe("a");
    drag(editor, [[3, 1]], { shift: true });
    expect(selected(editor)).toEqual(["a", "c"]);
    drag(editor, [[1, 1]], { shift: true });
    expect(selected(editor)).toEqual(["c"]);
    drag(editor, [[3, 1]]);
    expect(selected(editor)).toEqual(["b"]);
  });

  it("a drag with Ctrl selects what lies in its box, with Shift too it adds", () => {
    const editor = opened();
    send(editor, "down", [[0.5, 0.5]], { mod: true });
    send(editor, "move", [[3.5, 2]], { mod: true });
    expect(editor.scene.marks().box).not.toBeNull();
    send(editor, "up", [[2.9, 2]], { mod: true });
    expect(selected(editor)).toEqual(["a", "b"]);
    expect(editor.scene.marks().box).toBeNull();
    drag(
      editor,
      [
        [4.5, 0.5],
        [5.5, 0.6],
      ],
      { mod: true, shift: true },
    );
    expect(selected(editor)).toEqual(["a", "b", "c"]);
    drag(
      editor,
      [
        [0.2, 3.2],
        [5.5, 3.8],
      ],
      { mod: true },
    );
    expect(selected(editor)).toEqual([]);
  });

  it("Escape lets go of all, and so does selecting one thing", () => {
    const editor = opened();
    editor.selectAll();
    expect(selected(editor)).toHaveLength(3);
    editor.key("escape");
    expect(selected(editor)).toEqual([]);
    editor.selectMany(["c", "a", "gone"]);
    expect(selected(editor)).toEqual(["c", "a"]);
    editor.select("a");
    expect(selected(editor)).toEqual(["a"]);
  });

  it("leaves out what is hidden, and keeps the primary first", () => {
    const editor = opened();
    editor.select("c");
    editor.setHidden(["a"], true);
    editor.selectAll();
    expect(selected(editor)).toEqual(["c", "b"]);
  });

  it("a suggestion is selected alone", () => {
    const editor = opened();
    editor.select("s");
    editor.toggleSelected("a");
    expect(selected(editor)).toEqual(["a"]);
    editor.toggleSelected("s");
    expect(selected(editor)).toEqual(["a"]);
  });

  it("loses what others deleted or an undo took away", () => {
    const editor = opened();
    const made = editor.addMask(
      runsOfRows(["......", "......", "......", "######"]),
      1,
      "brush",
      null,
    )!;
    editor.selectMany([made, "a", "b"]);
    editor.undo();
    expect(selected(editor)).toEqual(["a", "b"]);
    editor.applyRemote([], ["a"]);
    expect(selected(editor)).toEqual(["b"]);
  });
});

describe("commands for several segments", () => {
  it("are one step of the history and one save", () => {
    const editor = opened();
    const commits: number[] = [];
    editor.onCommit((operations) => commits.push(operations.length));
    editor.changeClass(["a", "b", "c"], 2);
    editor.setProperties(["a", "b"], { occluded: true });
    editor.reorder(["a", "b"], "front");
    editor.deleteSegment(["a", "c"]);
    expect(commits).toEqual([2, 2, 2, 2]);
    expect([...editor.store.getState().segments.keys()]).toEqual(["b"]);
    for (let i = 0; i < 4; i += 1) editor.undo();
    const { segments, canUndo } = editor.store.getState();
    expect(canUndo).toBe(false);
    expect(
      [...segments.values()]
        .map(({ uid, classId, occluded, z }) => [uid, classId, occluded, z])
        .sort(),
    ).toEqual([
      ["a", 1, false, 0],
      ["b", 1, false, 1024],
      ["c", 2, false, 2048],
    ]);
  });

  it("leave locked ones as they are and say so", () => {
    const editor = opened();
    const notices: (string | null)[] = [];
    editor.onNotice(({ code, uid }) => notices.push(`${code} ${uid}`));
    editor.setLocked(["b"], true);
    editor.deleteSegment(["a", "b"]);
    expect([...editor.store.getState().segments.keys()]).toEqual(["b", "c"]);
    expect(notices).toEqual(["locked b"]);
  });
});
