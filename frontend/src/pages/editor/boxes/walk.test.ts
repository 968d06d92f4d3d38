import { describe, expect, test } from "vitest";
import type { PromptAnswer } from "../../../assist";
import { createEditor } from "../../../editor";
import { currentOf, Walk } from "./walk";

const SIZE = [8, 10] as const;

/** An editor with three boxes, and an assistant that is answered by hand. */
function opened() {
  const box = (uid: string, class_id: number, x: number) => {
    const bbox_xywh = [x, 1, 2, 2] as const;
    return { uid, kind: "box" as const, class_id, bbox_xywh };
  };
  const editor = createEditor({
    sizeHw: SIZE,
    overlapMode: "exclusive",
    classes: [1, 2].map((classId) => ({ classId, name: `c${classId}`, color: "#ff0000" })),
    segments: [],
    suggestions: [],
    weakLabels: [box("a", 1, 0), box("b", 2, 3), box("c", 1, 6)],
  });
  const asked: { at: number; answer: (answer: PromptAnswer | Error) => Promise<void> }[] = [];
  const walk = new Walk({
    editor,
    origin: "grabcut",
    messageOf: (error) => (error as Error).message,
    ask: ([x0], signal) =>
      new Promise((resolve, reject) => {
        signal.addEventListener("abort", () => reject(new Error("No longer wanted.")));
        asked.push({
          at: x0,
          answer: async (answer) => {
            if (answer instanceof Error) reject(answer);
            else resolve(answer);
            await Promise.resolve();
            await new Promise((soon) => setTimeout(soon, 0));
          },
        });
      }),
  });
  const state = () => editor.store.getState();
  return { editor, walk, asked, state };
}

/** Columns [x, x + 2) of every row; counts are of columns. */
const stripe = (x: number): PromptAnswer => {
  const [h, w] = SIZE;
  const counts = [x * h, 2 * h, (w - x - 2) * h];
  return { mask: { size: [h, w], counts } as unknown as PromptAnswer["mask"], score: 0.5 };
};

const statesOf = (walk: Walk) => walk.store.getState().entries.map(({ state }) => state);

describe("segmenting the boxes", () => {
  test("asks one after another, ahead of the person, and shows the first that is undecided", async () => {
    const { walk, asked, state } = opened();
    void walk.start();
    expect(asked.map(({ at }) => at)).toEqual([0]);
    expect(walk.keep()).toBe(false);
    await asked[0]!.answer(stripe(0));
    await asked[1]!.answer(stripe(3));
    expect(asked.map(({ at }) => at)).toEqual([0, 3, 6]);
    expect(statesOf(walk)).toEqual(["ready", "ready", "asking"]);
    expect(state().proposal?.runs.bounds[0]).toBe(0);
    expect(state().selectedBoxUid).toBe("a");
  });

  test("a kept mask takes its box's class and place in one step", async () => {
    const { editor, walk, asked, state } = opened();
    void walk.start();
    await asked[0]!.answer(stripe(0));
    await asked[1]!.answer(stripe(3));
    walk.skip();
    expect(walk.keep()).toBe(true);
    const [segment] = [...state().segments.values()];
    expect(segment).toMatchObject({ classId: 2, areaPx: 16, origin: "grabcut", score: 0.5 });
    expect([...state().weakLabels.keys()]).toEqual(["a", "c"]);
    expect(statesOf(walk)).toEqual(["skipped", "kept", "asking"]);
    editor.undo();
    expect(state().segments.size).toBe(0);
    expect(state().weakLabels.has("b")).toBe(true);
  });

  test("boxes may stay", async () => {
    const { walk, asked, state } = opened();
    void walk.start();
    walk.setRemovesBoxes(false);
    await asked[0]!.answer(stripe(0));
    walk.keep();
    expect([state().segments.size, state().weakLabels.size]).toEqual([1, 3]);
  });

  test("failures are told, and do not hold up the others", async () => {
    const { walk, asked } = opened();
    void walk.start();
    await asked[0]!.answer(new Error("Out of memory."));
    await asked[1]!.answer({ mask: null, score: null });
    expect(statesOf(walk)).toEqual(["failed", "nothing", "asking"]);
    expect(walk.store.getState().entries[0]?.message).toBe("Out of memory.");
    await asked[2]!.answer(stripe(6));
    expect(currentOf(walk.store.getState())?.uid).toBe("c");
  });

  test("all the rest is kept as it comes; what is covered keeps its box", async () => {
    const { walk, asked, state } = opened();
    void walk.start();
    walk.setKeepsAll(true);
    await asked[0]!.answer(stripe(0));
    state();
    await asked[1]!.answer(stripe(3));
    await asked[2]!.answer(stripe(6));
    expect(statesOf(walk)).toEqual(["kept", "kept", "kept"]);
    expect([state().segments.size, state().weakLabels.size]).toEqual([3, 0]);
    expect(state().proposal).toBeNull();
  });

  test("a mask without a free pixel makes no segment and leaves the box", async () => {
    const { editor, walk, asked, state } = opened();
    void walk.start();
    await asked[0]!.answer(stripe(0));
    walk.keep();
    editor.setPaintMode("unlabelled");
    await asked[1]!.answer(stripe(0));
    walk.keep();
    expect(statesOf(walk).slice(0, 2)).toEqual(["kept", "covered"]);
    expect(state().weakLabels.has("b")).toBe(true);
  });

  test("stopping takes the mask away, asks no more, and keeps what was kept", async () => {
    const { walk, asked, state } = opened();
    void walk.start();
    await asked[0]!.answer(stripe(0));
    await asked[1]!.answer(stripe(3));
    walk.keep();
    walk.stop();
    await asked[2]!.answer(stripe(6));
    expect(state().proposal).toBeNull();
    expect(state().segments.size).toBe(1);
    expect(asked).toHaveLength(3);
  });

  test("a box that somebody removed meanwhile is passed over", async () => {
    const { editor, walk, asked } = opened();
    void walk.start();
    editor.deleteWeak("b");
    await asked[0]!.answer(stripe(0));
    expect(statesOf(walk)).toEqual(["ready", "gone", "asking"]);
  });
});
