import { readFileSync } from "node:fs";
import { beforeEach, describe, expect, it } from "vitest";
import { readSuperpixels } from "../masks/superpixelFile";
import { Superpixels } from "../masks/superpixels";
import { bitmapFromRuns } from "../masks/runs";
import { drag, send, smallEditor } from "./fixtures";
import type { Editor } from "./interface";
import type { Notice } from "./types";

interface Golden {
  rows: number[][];
  medium_of: number[];
  file: string;
}
const path = new URL("../../../tests/golden/superpixels.json", import.meta.url);
const golden = JSON.parse(readFileSync(path, "utf8")) as Golden;
const file = Uint8Array.from(atob(golden.file), (each) => each.charCodeAt(0)).buffer;
const sizeHw = [4, 6] as const;

let editor: Editor;
beforeEach(async () => {
  editor = smallEditor({ sizeHw });
  editor.setTool("superpixels");
  editor.setSuperpixels(new Superpixels(await readSuperpixels(file, sizeHw)));
  editor.setSuperpixelSize("fine");
});

/** The pixels of these fine regions, row by row. */
const pixelsOf = (...regions: number[]): number[] =>
  golden.rows.flat().map((region) => (regions.includes(region) ? 1 : 0));

const painted = (): number[][] =>
  [...editor.store.getState().segments.values()].map(({ runs }) => [...bitmapFromRuns(runs)]);

describe("painting superpixels", () => {
  it("shows the region under the pointer until it leaves", () => {
    const shown = () => editor.store.getState().highlight;
    send(editor, "move", [[2.5, 0.5]]);
    expect([...bitmapFromRuns(shown()!)]).toEqual(pixelsOf(1));
    const before = shown();
    send(editor, "move", [[3.5, 0.5]]);
    expect(shown()).toBe(before);
    send(editor, "leave", [[3.5, 0.5]]);
    expect(shown()).toBeNull();
  });

  it("claims every region that a stroke meets, in one step", () => {
    drag(editor, [
      [0.5, 0.5],
      [5.5, 0.5],
    ]);
    expect(painted()).toEqual([pixelsOf(0, 1, 2)]);
    const [segment] = editor.store.getState().segments.values();
    expect(segment).toMatchObject({ origin: "superpixels" });
    editor.undo();
    expect(painted()).toEqual([]);
  });

  it("goes on with the selected segment, and takes regions away with Alt", () => {
    drag(editor, [[0.5, 0.5]]);
    drag(editor, [[0.5, 3.5]]);
    expect(painted()).toEqual([pixelsOf(0, 3)]);
    drag(editor, [[0.5, 0.5]], { alt: true });
    expect(painted()).toEqual([pixelsOf(3)]);
  });

  it("claims unions of regions in larger sizes", () => {
    editor.setSuperpixelSize("medium");
    drag(editor, [[2.5, 0.5]]);
    expect(painted()).toEqual([pixelsOf(1, 2)]);
  });

  it("is given up by Escape", () => {
    send(editor, "down", [[0.5, 0.5]]);
    editor.key("escape");
    send(editor, "up", [[0.5, 0.5]]);
    expect(painted()).toEqual([]);
  });

  it("says so while there are no regions yet", () => {
    const empty = smallEditor({ sizeHw });
    const codes: Notice["code"][] = [];
    empty.onNotice(({ code }) => codes.push(code));
    empty.setTool("superpixels");
    drag(empty, [[0.5, 0.5]]);
    expect(codes).toEqual(["superpixels_missing"]);
    expect(empty.store.getState().segments.size).toBe(0);
  });
});
