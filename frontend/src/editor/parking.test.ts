import { describe, expect, it } from "vitest";
import { liveWire } from "../masks/livewire";
import { crackCosts } from "../masks/crackCosts";
import { drag, maskOf, send, smallEditor } from "./fixtures";

const size = [4, 6] as const;
const corners = [
  [0, 0],
  [6, 0],
  [0, 4],
] as const;
const triangle = ["#####.", "####..", "##....", "#....."];

describe("choosing another tool", () => {
  it.each(["pan", "brush", "scissors"] as const)("keeps an unfinished polygon: %s", (between) => {
    const editor = smallEditor({ sizeHw: size });
    editor.setTool("polygon");
    for (const corner of corners) drag(editor, [corner]);
    editor.setTool(between);
    expect(editor.store.getState().isBusy).toBe(false);
    editor.key("enter");
    expect(editor.store.getState().segments.size).toBe(0);
    editor.setTool("polygon");
    expect(editor.store.getState().isBusy).toBe(true);
    editor.key("enter");
    expect(maskOf(editor, "new-1")).toEqual(triangle);
  });

  it("keeps an unfinished polygon no longer than until it is given up", () => {
    const editor = smallEditor({ sizeHw: size });
    editor.setTool("polygon");
    for (const corner of corners) drag(editor, [corner]);
    editor.setTool("pan");
    editor.setTool("polygon");
    editor.key("escape");
    editor.setTool("pan");
    editor.setTool("polygon");
    editor.key("enter");
    expect(editor.store.getState()).toMatchObject({ isBusy: false });
    expect(editor.store.getState().segments.size).toBe(0);
  });

  it("keeps the scissors' line, which goes on from its last anchor", async () => {
    const editor = smallEditor({ sizeHw: size });
    const costs = crackCosts(new Uint8Array(24), 4, 6, 1);
    const from = (seed: readonly [number, number]) =>
      Promise.resolve(liveWire(costs, [0, 0, 6, 4], [...seed]));
    editor.setTracer({ from, close: () => undefined });
    editor.setTool("scissors");
    for (const corner of corners) drag(editor, [corner], { shift: true });
    await Promise.resolve();
    editor.setTool("pan");
    expect(editor.store.getState().wireStatus).toBe("idle");
    editor.setTool("scissors");
    await expect.poll(() => editor.store.getState().wireStatus).toBe("ready");
    expect(editor.store.getState().isBusy).toBe(true);
  });

  it("ends a stroke where the pointer is, and the next tool sees nothing of it", () => {
    const editor = smallEditor({ sizeHw: [2, 6] });
    editor.setTool("rectangle");
    send(editor, "down", [[1, 0]]);
    send(editor, "move", [[3, 1]]);
    editor.setTool("brush");
    send(editor, "move", [[5, 2]]);
    send(editor, "up", [[5, 2]]);
    expect(maskOf(editor, "new-1")).toEqual([".##...", "......"]);
    expect(editor.store.getState().segments.size).toBe(1);
    editor.undo();
    expect(editor.store.getState().segments.size).toBe(0);
  });
});
