import { describe, expect, it } from "vitest";

import { runsFromBox } from "../masks/runs";
import type { Step } from "./change";
import { History } from "./history";

const size = [8, 8] as const;

function step(uid: string, rows = 1): Step {
  const shell = { uid } as NonNullable<Step["changes"][number]["after"]>;
  const patch = runsFromBox([0, 0, 4, rows], size);
  return { changes: [{ uid, before: null, after: shell, patch }], moves: [] };
}

const uidOf = (taken: Step | null) => taken?.changes[0]?.uid;

describe("the history", () => {
  it("answers inverse steps, newest first", () => {
    const history = new History();
    history.push(step("a"));
    history.push(step("b"));
    const undo = history.takeUndo()!;
    expect(undo.changes[0]).toMatchObject({ uid: "b", after: null, before: { uid: "b" } });
    history.undone(undo);
    expect(uidOf(history.takeRedo())).toBe("b");
  });

  it("forgets what was undone when something new is done", () => {
    const history = new History();
    history.push(step("a"));
    history.undone(history.takeUndo()!);
    expect(history.canRedo).toBe(true);
    history.push(step("b"));
    expect(history.canRedo).toBe(false);
  });

  it("drops the oldest steps beyond its budget, never the newest", () => {
    const history = new History(1000);
    for (const uid of ["a", "b", "c", "d"]) history.push(step(uid));
    const kept = [];
    for (let taken = history.takeUndo(); taken !== null; taken = history.takeUndo()) {
      kept.push(uidOf(taken));
    }
    expect(kept).toEqual(["d", "c", "b"]);
    const tiny = new History(1);
    tiny.push(step("a"));
    expect(tiny.canUndo).toBe(true);
  });

  it("holds thousands of strokes", () => {
    const history = new History();
    for (let i = 0; i < 20_000; i += 1) history.push(step(`s${i}`, 8));
    let count = 0;
    while (history.takeUndo() !== null) count += 1;
    expect(count).toBe(20_000);
  });

  it("forgets the steps up to the newest that touches what others changed", () => {
    const history = new History();
    for (const uid of ["a", "b", "c"]) history.push(step(uid));
    history.forget(new Set(["b"]));
    expect(uidOf(history.takeUndo())).toBe("c");
    expect(history.takeUndo()).toBeNull();
  });
});
