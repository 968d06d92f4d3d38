import { describe, expect, it } from "vitest";

import { runsFromBox } from "../masks/runs";
import { maskOf, runsOfRows, smallEditor, wireSegment } from "./fixtures";
import type { Proposal } from "./types";

const size = [4, 6] as const;
const proposal: Proposal = {
  runs: runsFromBox([0, 0, 2, 2], size),
  target: null,
  origin: "fill",
  score: null,
  tool: "fill",
};

describe("a proposal", () => {
  it("becomes a segment of the active class in one step", () => {
    const editor = smallEditor({ sizeHw: size });
    editor.propose(proposal);
    expect(editor.store.getState().segments.size).toBe(0);
    expect(editor.acceptProposal()).toBe("new-1");
    expect(editor.store.getState()).toMatchObject({ proposal: null, selectedUid: "new-1" });
    expect(editor.store.getState().segments.get("new-1")).toMatchObject({
      areaPx: 4,
      origin: "fill",
      classId: 1,
    });
    editor.undo();
    expect(editor.store.getState().segments.size).toBe(0);
  });

  it("replaces its target's pixels; what exclusive neighbours own goes over", () => {
    const rows = ["aabb..", "aabb..", "......", "......"];
    const of = (letter: string) =>
      rows.map((row) => row.replaceAll(letter, "#").replace(/[^#]/g, "."));
    const editor = smallEditor({
      sizeHw: size,
      segments: [wireSegment("a", of("a")), wireSegment("b", of("b"))],
    });
    const runs = runsOfRows(["###...", "###...", "###...", "......"]);
    editor.propose({ ...proposal, runs, target: "a" });
    editor.acceptProposal();
    expect(maskOf(editor, "a")).toEqual(["###...", "###...", "###...", "......"]);
    expect(maskOf(editor, "b")).toEqual(["...#..", "...#..", "......", "......"]);
    editor.undo();
    expect(maskOf(editor, "a")).toEqual(of("a"));
    expect(maskOf(editor, "b")).toEqual(of("b"));
  });

  it("stays where no class can be drawn in, and leaves locked segments alone", () => {
    const editor = smallEditor({
      sizeHw: size,
      segments: [wireSegment("a", ["#.....", "......", "......", "......"])],
    });
    const notices: string[] = [];
    editor.onNotice(({ code }) => notices.push(code));
    editor.setActiveClass(null);
    editor.propose(proposal);
    expect(editor.acceptProposal()).toBeNull();
    expect(editor.store.getState().proposal).not.toBeNull();
    editor.setLocked(["a"], true);
    editor.propose({ ...proposal, target: "a" });
    editor.acceptProposal();
    expect(notices).toEqual(["no_class", "locked"]);
    expect(editor.store.getState().segments.get("a")!.areaPx).toBe(1);
  });
});
