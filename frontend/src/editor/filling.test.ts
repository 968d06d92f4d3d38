import { describe, expect, it, vi } from "vitest";

import { Flood } from "../masks/flood";
import type { Filler, FillQuestion } from "../pixels/filler";
import { similarRows } from "../pixels/similar";
import { EchoServer, drag, maskOf, rowsOfRuns, send, smallEditor, wireSegment } from "./fixtures";
import type { Notice } from "./types";

const size = [4, 6] as const;
/** Grey values of the picture, one digit a pixel, times ten. */
const picture = ["001129", "001199", "001199", "111199"];

function filler(): Filler & { asked: FillQuestion[] } {
  const asked: FillQuestion[] = [];
  const values = Uint8Array.from(picture.join(""), (digit) => Number(digit) * 10);
  const pixels = { sizeHw: size, channels: 1 as const, maxValue: 255, values };
  return {
    asked,
    fill(question) {
      asked.push(question);
      const rows = similarRows(pixels, question.seed, question.tolerance);
      const flood = new Flood(rows, size, question.seed, question);
      flood.run();
      return Promise.resolve(flood.runs());
    },
    close: () => undefined,
  };
}

function filling(more: Parameters<typeof smallEditor>[0] = {}) {
  const editor = smallEditor({ sizeHw: size, ...more });
  const answering = filler();
  editor.setFiller(answering);
  editor.setFill({ tolerance: 0 });
  editor.setTool("fill");
  const notices: Notice["code"][] = [];
  editor.onNotice(({ code }) => notices.push(code));
  const shown = () => {
    const { proposal } = editor.store.getState();
    return proposal && rowsOfRuns(proposal.runs);
  };
  return { editor, notices, shown, asked: answering.asked };
}

/** Lets every promised answer come. */
const settle = () => new Promise((resolve) => setTimeout(resolve));

const dark = ["##....", "##....", "##....", "......"];

describe("a fill by colour", () => {
  it("shows what it would take, and takes it on a second click", async () => {
    const { editor, shown } = filling();
    const server = new EchoServer(editor);
    drag(editor, [[0.5, 0.5]]);
    await settle();
    expect(shown()).toEqual(dark);
    expect(editor.store.getState().segments.size).toBe(0);
    drag(editor, [[1.5, 2.5]]);
    expect(maskOf(editor, "new-1")).toEqual(dark);
    expect(editor.store.getState()).toMatchObject({ proposal: null, selectedUid: "new-1" });
    expect(server.tools).toEqual(["fill"]);
  });

  it("starts anew where another place is clicked, and goes when it is dropped", async () => {
    const { editor, shown } = filling();
    drag(editor, [[0.5, 0.5]]);
    await settle();
    drag(editor, [[5.5, 2.5]]);
    await settle();
    expect(shown()).toEqual([".....#", "....##", "....##", "....##"]);
    editor.dropFill();
    expect(shown()).toBeNull();
    editor.setFill({ tolerance: 200 });
    await settle();
    expect(shown()).toBeNull();
  });

  it("takes what a double click meant although the answer came later", async () => {
    const { editor } = filling();
    drag(editor, [[0.5, 0.5]]);
    drag(editor, [[0.5, 0.5]]);
    await settle();
    expect(maskOf(editor, "new-1")).toEqual(dark);
  });

  it("follows the tolerance, by dragging and by setting it", async () => {
    const { editor, shown, asked } = filling();
    send(editor, "down", [[0.5, 0.5]]);
    const { view } = editor.store.getState();
    send(editor, "move", [[0.5 + 30 / view.scale, 0.5]]);
    await settle();
    expect(asked.at(-1)?.tolerance).toBe(10);
    expect(shown()).toEqual(["####..", "####..", "####..", "####.."]);
    send(editor, "up", [[0.5 + 30 / view.scale, 0.5]]);
    // The release of a drag takes nothing.
    expect(editor.store.getState().segments.size).toBe(0);
    editor.setFill({ tolerance: 255 });
    await settle();
    expect(shown()).toEqual(["######", "######", "######", "######"]);
  });

  it("asks once more, and not for every step, while an answer is under way", async () => {
    const { editor, asked } = filling();
    drag(editor, [[0.5, 0.5]]);
    for (let tolerance = 1; tolerance < 30; tolerance += 1) editor.setFill({ tolerance });
    await settle();
    expect(asked.map(({ tolerance }) => tolerance)).toEqual([0, 29]);
  });

  it("neither shows nor takes locked pixels", async () => {
    const { editor, shown } = filling({
      segments: [wireSegment("a", ["#.....", "#.....", "......", "......"], { class_id: 2 })],
    });
    editor.setLocked(["a"], true);
    drag(editor, [[1.5, 0.5]]);
    await settle();
    const free = [".#....", ".#....", "##....", "......"];
    expect(shown()).toEqual(free);
    editor.acceptProposal();
    expect(maskOf(editor, "new-1")).toEqual(free);
    expect(maskOf(editor, "a")[0]).toBe("#.....");
  });

  it("cuts out of the selected segment", async () => {
    const { editor } = filling({
      segments: [wireSegment("a", ["####..", "####..", "......", "......"])],
    });
    editor.select("a");
    editor.setRegion({ mode: "remove" });
    drag(editor, [[0.5, 0.5]]);
    await settle();
    editor.acceptProposal();
    expect(maskOf(editor, "a")).toEqual(["..##..", "..##..", "......", "......"]);
  });

  it("says when the picture cannot be read", async () => {
    const { editor, notices, shown } = filling();
    editor.setFiller({ fill: () => Promise.reject(new Error("no memory")), close: vi.fn() });
    drag(editor, [[0.5, 0.5]]);
    await settle();
    expect([notices, shown()]).toEqual([["picture_unread"], null]);
    expect(editor.store.getState().fillStatus).toBe("idle");
  });

  it("is dropped when another tool is chosen", async () => {
    const { editor, shown } = filling();
    drag(editor, [[0.5, 0.5]]);
    await settle();
    editor.setTool("brush");
    expect(shown()).toBeNull();
  });
});

describe("a fill of unlabelled area", () => {
  const wall = ["..#...", "..#...", "..#...", "......"];

  it("stops at segments, whatever the picture shows", () => {
    const { editor, shown } = filling({ segments: [wireSegment("a", wall)] });
    editor.setFill({ by: "unlabelled" });
    drag(editor, [[0.5, 0.5]]);
    expect(shown()).toEqual(["##.###", "##.###", "##.###", "######"]);
    drag(editor, [[0.5, 0.5]]);
    expect(maskOf(editor, "new-1")).toEqual(["##.###", "##.###", "##.###", "######"]);
    expect(maskOf(editor, "a")).toEqual(wall);
  });

  it("is proposed wherever it is, taken by a click or Enter, whatever was filled before", () => {
    const { editor, notices, shown } = filling({ segments: [wireSegment("a", wall)] });
    editor.setTool("brush");
    editor.setRegion({ mode: "remove" });
    editor.proposeUnlabelled();
    expect(editor.store.getState()).toMatchObject({ tool: "fill", fill: { by: "color" } });
    expect(shown()).toEqual(["##.###", "##.###", "##.###", "######"]);
    drag(editor, [[5.5, 0.5]]);
    expect(maskOf(editor, "new-1")).toEqual(["##.###", "##.###", "##.###", "######"]);
    expect(shown()).toBeNull();
    editor.proposeUnlabelled();
    expect([notices, shown()]).toEqual([["all_labelled"], null]);
    editor.undo();
    editor.proposeUnlabelled();
    editor.setTool("brush");
    expect(shown()).toBeNull();
  });

  it("says when a segment is there already", () => {
    const { editor, notices, shown } = filling({ segments: [wireSegment("a", wall)] });
    editor.setFill({ by: "unlabelled" });
    drag(editor, [[2.5, 0.5]]);
    expect([notices, shown()]).toEqual([["labelled_here"], null]);
  });
});
