import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { toScreen } from "../geometry/view";
import { imagePoint } from "../geometry/points";
import { isInCapsule, diameterOf, snap } from "../masks/brush";
import { bitmapFromRuns } from "../masks/runs";
import { drag, ownersOf, send, smallEditor, wireSegment } from "./fixtures";
import type { OverlapMode } from "./types";

const size = [16, 20] as const;

const steps = fc.array(
  fc.record({
    x: fc.integer({ min: -4, max: 44 }).map((n) => n / 2),
    y: fc.integer({ min: -4, max: 36 }).map((n) => n / 2),
    pressure: fc.constantFrom(0, 0.25, 0.5, 0.8, 1),
  }),
  { minLength: 1, maxLength: 6 },
);

/** Diameters of 2 and more: the thin line of one pixel has its own tests. */
describe("a stroke under changing pressure", () => {
  it("sets the pixels of each step's capsule, with that step's diameter", () => {
    fc.assert(
      fc.property(steps, (path) => {
        const radiusPx = 4;
        const editor = smallEditor({ sizeHw: size });
        editor.setBrush({ radiusPx, hasPressure: true });
        const { view } = editor.store.getState();
        const expected = new Uint8Array(size[0] * size[1]);
        const pressed = path.map((step) => ({ ...step, pressure: Math.max(step.pressure, 0.25) }));
        pressed.forEach(({ x, y, pressure }, i) => {
          const from = pressed[Math.max(i - 1, 0)]!;
          const r = diameterOf(radiusPx * pressure);
          const [ax, ay] = [snap(from.x, r), snap(from.y, r)];
          const sweep = { ax, ay, dx: snap(x, r) - ax, dy: snap(y, r) - ay, r };
          expected.forEach((_, at) => {
            const [column, row] = [at % size[1], Math.floor(at / size[1])];
            if (isInCapsule(sweep, 2 * column + 1, 2 * row + 1)) expected[at] = 1;
          });
          const points = [toScreen(view, imagePoint(x, y))];
          const keys = { shift: false, alt: false, erase: false, pan: false };
          const kind = i === 0 ? ("down" as const) : ("move" as const);
          editor.pointer({ kind, points, pressures: [pressure], ...keys });
        });
        const end = pressed[pressed.length - 1]!;
        send(editor, "up", [[end.x, end.y]]);
        const { segments } = editor.store.getState();
        const drawn = [...segments.values()][0];
        expect([
          ...(drawn === undefined ? new Uint8Array(320) : bitmapFromRuns(drawn.runs)),
        ]).toEqual([...expected]);
      }),
    );
  });
});

describe("erasing everything, then undo", () => {
  const rows = (from: number, to: number) =>
    Array.from({ length: size[0] }, (_, r) =>
      Array.from({ length: size[1] }, (__, c) =>
        c >= from && c < to && r >= 3 && r < 13 ? "#" : ".",
      ).join(""),
    );
  const path = fc.array(
    fc.tuple(fc.integer({ min: -2, max: 22 }), fc.integer({ min: -2, max: 18 })),
    { minLength: 1, maxLength: 5 },
  );

  it("is as if nothing had been done, in both modes", () => {
    const modes = fc.constantFrom<OverlapMode>("exclusive", "layered");
    fc.assert(
      fc.property(modes, path, fc.constantFrom(0.5, 2, 6), (overlapMode, points, radiusPx) => {
        const second = overlapMode === "layered" ? 4 : 10;
        const editor = smallEditor({
          sizeHw: size,
          overlapMode,
          segments: [wireSegment("a", rows(2, 10)), wireSegment("b", rows(second, 18), { z: 5 })],
        });
        const before = editor.store.getState().segments;
        const owners = ownersOf(editor);
        editor.setTool("eraser");
        editor.setBrush({ radiusPx });
        editor.setRegion({ erases: "everything" });
        drag(editor, points);
        const hasChanged = editor.store.getState().canUndo;
        if (hasChanged) editor.undo();
        expect(new Map(editor.store.getState().segments)).toEqual(new Map(before));
        expect(ownersOf(editor)).toEqual(owners);
        expect(editor.store.getState().canUndo).toBe(false);
      }),
    );
  });
});
