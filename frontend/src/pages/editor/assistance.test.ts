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

const watershed: Predictor = { ...grabcut, name: "watershed", prompts: ["strokes"] };

interface Asked {
  predictor: string;
  box_xyxy: number[] | null;
  points: number[][];
  strokes: { points: number[][]; is_foreground: boolean }[];
}
const asked: Asked[] = [];
let acceptsAtOnce: boolean;
let answers: () => Promise<unknown>;
let editor: Editor;
let predictor: Predictor;
const said: string[] = [];
let assistance: Assistance;
let answer: unknown;

beforeEach(() => {
  asked.length = 0;
  said.length = 0;
  predictor = grabcut;
  acceptsAtOnce = false;
  answers = () => Promise.resolve(answer);
  answer = { mask: { size: SIZE, counts: FOUND }, score: 0.9, job: null };
  vi.stubGlobal("document", { cookie: "" });
  vi.stubGlobal("fetch", async (request: Request) => {
    asked.push((await request.json()) as (typeof asked)[number]);
    return new Response(JSON.stringify(await answers()));
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
    predictor: (tool) => (tool === "box" ? predictor : watershed),
    acceptsAtOnce: () => acceptsAtOnce,
    onAsking: () => undefined,
    onNoClass: () => said.push("no class"),
    onNothing: () => said.push("nothing"),
    onFailure: (error) => said.push(String(error)),
  });
  assistance.connect();
});

afterEach(() => vi.unstubAllGlobals());

const keys = { shift: false, alt: false, erase: false, pan: false };

function drag(x0: number, y0: number, x1: number, y1: number, more = {}): void {
  const { view } = editor.store.getState();
  const at = (x: number, y: number) =>
    screenPoint(x * view.scale + view.x, y * view.scale + view.y);
  editor.pointer({ kind: "down", points: [at(x0, y0)], ...keys, ...more });
  editor.pointer({ kind: "move", points: [at(x1, y1)], ...keys, ...more });
  editor.pointer({ kind: "up", points: [at(x1, y1)], ...keys, ...more });
}

const segments = () => [...editor.store.getState().segments.values()];
const proposal = () => editor.store.getState().proposal;

describe("a predictor that takes boxes only", () => {
  test("shows a proposal first", async () => {
    drag(5, 5, 30, 30);
    await vi.waitFor(() => expect(proposal()).not.toBeNull());
    expect(segments()).toEqual([]);
    assistance.discard();
    expect(editor.store.getState()).toMatchObject({ prompt: null, proposal: null });
    expect(segments()).toEqual([]);
  });

  test("makes a segment of the active class at once where that is wanted", async () => {
    acceptsAtOnce = true;
    drag(5, 5, 30, 30);
    await vi.waitFor(() => expect(segments()).toHaveLength(1));
    expect(asked[0]).toMatchObject({ predictor: "grabcut", points: [] });
    expect(segments()[0]).toMatchObject({
      classId: 1,
      origin: "grabcut",
      score: 0.9,
      areaPx: 100,
    });
    expect(editor.store.getState()).toMatchObject({ prompt: null, proposal: null });
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

describe("hints", () => {
  test("refine the box by strokes, and are taken back one by one", async () => {
    drag(5, 5, 30, 30);
    await vi.waitFor(() => expect(proposal()).not.toBeNull());
    drag(10, 10, 20, 10, { shift: true });
    drag(10, 25, 20, 25, { alt: true });
    await vi.waitFor(() => expect(asked).toHaveLength(3));
    expect(asked[2]?.box_xyxy).toEqual(asked[0]?.box_xyxy);
    expect(asked[2]?.strokes.map((each) => each.is_foreground)).toEqual([true, false]);
    editor.undo();
    await vi.waitFor(() => expect(asked).toHaveLength(4));
    expect(asked[3]?.strokes).toHaveLength(1);
    expect(editor.takeBackHint()).toBe(true);
    expect(editor.takeBackHint()).toBe(true);
    expect(editor.takeBackHint()).toBe(false);
    expect(editor.store.getState()).toMatchObject({ prompt: null, proposal: null });
  });

  test("stay when the assistant fails or finds nothing", async () => {
    drag(5, 5, 30, 30);
    await vi.waitFor(() => expect(proposal()).not.toBeNull());
    answers = () => Promise.reject(new Error("away"));
    drag(10, 10, 20, 10, { shift: true });
    await vi.waitFor(() => expect(said).toHaveLength(1));
    expect(editor.store.getState().prompt?.scribbles).toHaveLength(1);
    expect(proposal()).not.toBeNull();
  });
});

describe("watershed", () => {
  beforeEach(() => editor.setTool("watershed"));

  test("asks with every scribble and makes a segment when it is accepted", async () => {
    drag(5, 5, 30, 5);
    await vi.waitFor(() => expect(proposal()).not.toBeNull());
    drag(5, 20, 30, 20, { alt: true });
    await vi.waitFor(() => expect(asked).toHaveLength(2));
    await vi.waitFor(() => expect(assistance.accept()).toBe(true));
    await vi.waitFor(() => expect(segments()).toHaveLength(1));
    expect(asked[1]).toMatchObject({ predictor: "watershed", box_xyxy: null });
    expect(asked[1]?.strokes.map((each) => each.is_foreground)).toEqual([true, false]);
    expect(segments()[0]).toMatchObject({ origin: "watershed", areaPx: 100 });
  });

  test("waits for what is meant where only background was scribbled", async () => {
    drag(5, 20, 30, 20, { alt: true });
    await Promise.resolve();
    expect(asked).toEqual([]);
    expect(editor.store.getState().prompt?.scribbles).toHaveLength(1);
  });

  test("accepts the answer that is still to come when Enter was quicker", async () => {
    let reply: (value: unknown) => void = () => undefined;
    answers = () =>
      new Promise((resolve) => {
        reply = resolve;
      });
    drag(5, 5, 30, 5);
    await vi.waitFor(() => expect(asked).toHaveLength(1));
    expect(assistance.accept()).toBe(true);
    expect(segments()).toEqual([]);
    reply(answer);
    await vi.waitFor(() => expect(segments()).toHaveLength(1));
  });
});

describe("a predictor that takes clicks", () => {
  beforeEach(() => {
    predictor = sam;
  });

  test("shows a proposal that clicks refine until it is accepted", async () => {
    drag(5, 5, 30, 30);
    await vi.waitFor(() => expect(editor.store.getState().proposal).not.toBeNull());
    expect(segments()).toEqual([]);
    drag(12, 12, 12, 12);
    await vi.waitFor(() => expect(asked).toHaveLength(2));
    expect(asked[1]?.box_xyxy).not.toBeNull();
    expect(asked[1]?.points).toHaveLength(1);
    expect(assistance.accept()).toBe(true);
    expect(segments()[0]).toMatchObject({ origin: "sam", score: 0.9 });
  });

  test.each(["pan", "ruler"] as const)(
    "keeps the proposal while %s only looks",
    async (looking) => {
      drag(5, 5, 30, 30);
      await vi.waitFor(() => expect(proposal()).not.toBeNull());
      const { prompt } = editor.store.getState();
      editor.setTool(looking);
      editor.setTool("box");
      expect(editor.store.getState().prompt).toBe(prompt);
      expect(assistance.accept()).toBe(true);
      expect(segments()).toHaveLength(1);
    },
  );

  test("leaves no proposal behind when another tool is taken up", async () => {
    drag(5, 5, 30, 30);
    await vi.waitFor(() => expect(editor.store.getState().proposal).not.toBeNull());
    editor.setTool("brush");
    expect(editor.store.getState()).toMatchObject({ prompt: null, proposal: null });
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
