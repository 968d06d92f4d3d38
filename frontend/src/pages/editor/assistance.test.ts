import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Predictor } from "../../api/types";
import { createEditor, type Editor } from "../../editor";
import { screenPoint } from "../../geometry/points";
import { countsFromRuns } from "../../masks/counts";
import { runsFromBox } from "../../masks/runs";
import { Assistance } from "./assistance";

const SIZE = [40, 60] as const;
const FOUND = countsFromRuns(runsFromBox([10, 10, 20, 20], SIZE));

const grabcut: Predictor = {
  name: "grabcut",
  title: "GrabCut",
  available: true,
  missing: null,
  remedy: null,
  prompts: ["box"],
};
const sam: Predictor = { ...grabcut, name: "sam", title: "SAM", prompts: ["box", "points"] };

const asked: { predictor: string; box_xyxy: number[] | null; points: number[][] }[] = [];
let editor: Editor;
let predictor: Predictor;
const said: string[] = [];
let assistance: Assistance;
let answer: unknown;

beforeEach(() => {
  asked.length = 0;
  said.length = 0;
  predictor = grabcut;
  answer = { mask: { size: SIZE, counts: FOUND }, score: 0.9, job: null };
  vi.stubGlobal("document", { cookie: "" });
  vi.stubGlobal("fetch", async (request: Request) => {
    asked.push((await request.json()) as (typeof asked)[number]);
    return new Response(JSON.stringify(answer));
  });
  editor = createEditor({
    sizeHw: SIZE,
    overlapMode: "layered",
    classes: [{ classId: 1, name: "cell", color: "#ff0000" }],
    segments: [],
    suggestions: [],
  });
  editor.setViewport([40, 60]);
  editor.zoomBy(1 / editor.store.getState().view.scale);
  editor.setTool("box");
  assistance = new Assistance(editor, 3, {
    predictor: () => predictor,
    onAsking: () => undefined,
    onNoClass: () => said.push("no class"),
    onNothing: () => said.push("nothing"),
    onFailure: (error) => said.push(String(error)),
  });
  assistance.connect();
});

afterEach(() => vi.unstubAllGlobals());

const keys = { shift: false, alt: false, erase: false, pan: false };

function drag(x0: number, y0: number, x1: number, y1: number): void {
  const { view } = editor.store.getState();
  const at = (x: number, y: number) =>
    screenPoint(x * view.scale + view.x, y * view.scale + view.y);
  editor.pointer({ kind: "down", points: [at(x0, y0)], ...keys });
  editor.pointer({ kind: "move", points: [at(x1, y1)], ...keys });
  editor.pointer({ kind: "up", points: [at(x1, y1)], ...keys });
}

const segments = () => [...editor.store.getState().segments.values()];

describe("a predictor that takes boxes only", () => {
  test("makes a segment of the active class at once", async () => {
    drag(5, 5, 30, 30);
    await vi.waitFor(() => expect(segments()).toHaveLength(1));
    expect(asked[0]).toMatchObject({ predictor: "grabcut", points: [] });
    expect(segments()[0]).toMatchObject({
      classId: 1,
      origin: "grabcut",
      score: 0.9,
      areaPx: 100,
    });
    expect(editor.store.getState()).toMatchObject({ prompt: null, preview: null });
  });

  test("is not asked about a lone click", async () => {
    drag(5, 5, 5, 5);
    await Promise.resolve();
    expect(asked).toEqual([]);
    expect(editor.store.getState().prompt).toBeNull();
  });

  test("that finds nothing says so and leaves nothing", async () => {
    answer = { mask: null, score: null, job: null };
    drag(5, 5, 30, 30);
    await vi.waitFor(() => expect(said).toEqual(["nothing"]));
    expect(segments()).toEqual([]);
  });
});

describe("a predictor that takes clicks", () => {
  beforeEach(() => {
    predictor = sam;
  });

  test("shows a preview that clicks refine until it is accepted", async () => {
    drag(5, 5, 30, 30);
    await vi.waitFor(() => expect(editor.store.getState().preview).not.toBeNull());
    expect(segments()).toEqual([]);
    drag(12, 12, 12, 12);
    await vi.waitFor(() => expect(asked).toHaveLength(2));
    expect(asked[1]?.box_xyxy).not.toBeNull();
    expect(asked[1]?.points).toHaveLength(1);
    expect(assistance.accept()).toBe(true);
    expect(segments()[0]).toMatchObject({ origin: "sam", score: 0.9 });
  });

  test("leaves no preview behind when another tool is taken up", async () => {
    drag(5, 5, 30, 30);
    await vi.waitFor(() => expect(editor.store.getState().preview).not.toBeNull());
    editor.setTool("brush");
    expect(editor.store.getState()).toMatchObject({ prompt: null, preview: null });
    expect(assistance.accept()).toBe(false);
  });
});

test("without a class nothing is asked", async () => {
  editor.setActiveClass(null);
  drag(5, 5, 30, 30);
  await Promise.resolve();
  expect(asked).toEqual([]);
  expect(said).toEqual(["no class"]);
});
