import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";

import { bitmapFromRuns } from "../../masks/runs";
import { drag, smallEditor, wireSegment } from "../fixtures";
import type { Editor } from "../interface";
import { act, actions } from "../random";
import { nextRegion, regionsOf } from "./regions";
import type { FreeRegion } from "./regions";

/** Sessions are long; a busy machine may take its time. */
vi.setConfig({ testTimeout: 60_000 });

/** 1 where nobody owns the pixel, from the segments' own masks. */
function naivelyFree(editor: Editor): Uint8Array {
  const { sizeHw, segments } = editor.store.getState();
  const free = new Uint8Array(sizeHw[0] * sizeHw[1]).fill(1);
  for (const { runs } of segments.values()) {
    bitmapFromRuns(runs).forEach((bit, i) => {
      if (bit === 1) free[i] = 0;
    });
  }
  return free;
}

function spansOf(free: Uint8Array, w: number, row: number, out: number[]): void {
  for (let x = 0; x < w; x += 1) {
    if (free[row * w + x] !== 1) continue;
    if (out.at(-1) === x) out[out.length - 1] = x + 1;
    else out.push(x, x + 1);
  }
}

/** Areas and boxes by flooding pixel by pixel, largest first. */
function flooded(free: Uint8Array, [h, w]: readonly [number, number]): FreeRegion[] {
  const seen = new Set<number>();
  const regions: FreeRegion[] = [];
  free.forEach((bit, start) => {
    if (bit !== 1 || seen.has(start)) return;
    const stack = [start];
    seen.add(start);
    const box: [number, number, number, number] = [w, h, 0, 0];
    let areaPx = 0;
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      const [x, y] = [at % w, Math.floor(at / w)];
      areaPx += 1;
      box[0] = Math.min(box[0], x);
      box[1] = Math.min(box[1], y);
      box[2] = Math.max(box[2], x + 1);
      box[3] = Math.max(box[3], y + 1);
      const around = [x > 0 ? at - 1 : -1, x < w - 1 ? at + 1 : -1, at - w, at + w];
      for (const next of around) {
        if (next < 0 || next >= h * w || free[next] !== 1 || seen.has(next)) continue;
        seen.add(next);
        stack.push(next);
      }
    }
    regions.push({ areaPx, boxXyxy: box });
  });
  return regions.sort(
    (a, b) => b.areaPx - a.areaPx || a.boxXyxy[1] - b.boxXyxy[1] || a.boxXyxy[0] - b.boxXyxy[0],
  );
}

function found(free: Uint8Array, sizeHw: readonly [number, number]): FreeRegion[] {
  const work = regionsOf((row, out) => spansOf(free, sizeHw[1], row, out), sizeHw);
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}

describe("what nobody owns", () => {
  it.each(["exclusive", "layered"] as const)("is counted as masks say, %s", (overlapMode) => {
    const sessions = fc.array(actions, { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(sessions, (session) => {
        const editor = smallEditor({ sizeHw: [18, 20], overlapMode });
        for (const action of session) {
          act(editor, action);
          const free = naivelyFree(editor);
          expect(editor.unlabelledPx()).toBe(free.reduce((sum, bit) => sum + bit, 0));
          for (const row of [0, 7, 17]) {
            const [spans, naive]: [number[], number[]] = [[], []];
            editor.scene.freeSpans(row, 0, 20, spans);
            spansOf(free, 20, row, naive);
            expect(spans).toEqual(naive);
          }
        }
      }),
    );
  });

  it("is counted over cells and tiles while a stroke is under way and after undo", () => {
    const editor = smallEditor({ sizeHw: [700, 900] });
    editor.setBrush({ radiusPx: 40 });
    const check = (): void => {
      const free = naivelyFree(editor).reduce((sum, bit) => sum + bit, 0);
      let count = editor.unlabelledPx();
      while (count === null) count = editor.unlabelledPx();
      expect(count).toBe(free);
    };
    check();
    drag(editor, [
      [100, 100],
      [800, 600],
    ]);
    check();
    editor.undo();
    check();
    editor.redo();
    check();
  });
});

describe("regions", () => {
  it("are those that flooding finds", () => {
    const sizeHw = [9, 11] as const;
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 99, maxLength: 99 }),
        (bits) => {
          const free = Uint8Array.from(bits);
          expect(found(free, sizeHw)).toEqual(flooded(free, sizeHw));
        },
      ),
    );
  });

  it("are gone through from large to small, also where the last one was labelled", () => {
    const of = (areaPx: number, x: number): FreeRegion => ({ areaPx, boxXyxy: [x, 0, x + 1, 1] });
    const regions = [of(9, 0), of(5, 0), of(5, 4), of(1, 9)];
    expect(nextRegion(regions, null)).toBe(0);
    expect(nextRegion(regions, of(9, 0))).toBe(1);
    expect(nextRegion(regions, of(5, 0))).toBe(2);
    expect(nextRegion(regions, of(3, 7))).toBe(3);
    expect(nextRegion(regions, of(1, 9))).toBe(0);
  });

  it("are shown one after the other, with a remark when none is left", async () => {
    const editor = smallEditor({
      sizeHw: [2, 6],
      segments: [wireSegment("a", ["..#...", "..#..."])],
    });
    const notices: string[] = [];
    editor.onNotice(({ code }) => notices.push(code));
    expect(await editor.nextUnlabelled()).toMatchObject({ areaPx: 6, index: 1, total: 2 });
    expect(editor.store.getState().beacon).toMatchObject({ boxXyxy: [3, 0, 6, 2] });
    expect(await editor.nextUnlabelled()).toMatchObject({ areaPx: 4, index: 2 });
    expect(await editor.nextUnlabelled()).toMatchObject({ areaPx: 6, index: 1 });
    const full = smallEditor({ sizeHw: [1, 2], segments: [wireSegment("a", ["##"])] });
    full.onNotice(({ code }) => notices.push(code));
    expect(await full.nextUnlabelled()).toBeNull();
    expect(notices).toEqual(["all_labelled"]);
  });
});

describe("counting anew", () => {
  it("follows the cells that a stroke met, not the box around the segment", () => {
    const editor = smallEditor({ sizeHw: [1024, 1024] });
    drag(editor, [
      [4, 4],
      [1020, 4],
      [1020, 1020],
    ]);
    while (editor.unlabelledPx() === null);
    const owners = vi.spyOn(editor.scene.segments.idMap, "owners");
    drag(editor, [
      [4, 40],
      [60, 40],
    ]);
    owners.mockClear();
    while (editor.unlabelledPx() === null);
    // One cell of 128 rows; the segment's box has 64 of them.
    expect(owners.mock.calls.length).toBeLessThanOrEqual(128);
  });
});
