import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";

import { bitmapFromRuns, runsFromBox } from "../masks/runs";
import { Cells } from "./cells";
import { smallEditor, wireSegment } from "./fixtures";

const boxes = fc
  .tuple(fc.nat(139), fc.nat(149), fc.nat(139), fc.nat(149))
  .map(([x, y, u, v]): [number, number, number, number] => [
    Math.min(x, u),
    Math.min(y, v),
    Math.max(x, u) + 1,
    Math.max(y, v) + 1,
  ]);

describe("cells", () => {
  it("hold every pixel that was named, and lie apart", () => {
    fc.assert(
      fc.property(fc.array(boxes, { maxLength: 4 }), (named) => {
        const all = named.map((box) => runsFromBox(box, [150, 140]));
        const cells = new Cells([150, 140]);
        for (const runs of all) cells.addRuns(runs);
        cells.addBox([3, 120, 130, 131]);
        const times = new Uint8Array(150 * 140);
        for (const [x0, y0, x1, y1] of cells.boxes()) {
          for (let y = y0; y < y1; y += 1) {
            for (let x = x0; x < x1; x += 1) times[y * 140 + x]! += 1;
          }
        }
        expect(times.every((count) => count <= 1)).toBe(true);
        for (const runs of all) {
          bitmapFromRuns(runs).forEach((bit, i) => {
            if (bit === 1) expect(times[i]).toBe(1);
          });
        }
        expect(times[120 * 140 + 3]).toBe(1);
        expect(times[130 * 140 + 129]).toBe(1);
      }),
      { numRuns: 30 },
    );
  });
});

describe("composing after a step", () => {
  it("looks at no pixel where only properties changed", () => {
    const editor = smallEditor({
      sizeHw: [2, 3],
      segments: [wireSegment("a", ["#..", "#.."]), wireSegment("b", ["..#", "..#"])],
    });
    const compose = vi.spyOn(editor.scene.segments, "compose");
    const composeAll = vi.spyOn(editor.scene.segments, "composeAll");
    editor.selectMany(["a", "b"]);
    editor.changeClass(["a", "b"], 2);
    editor.convert();
    editor.undo();
    expect(editor.store.getState().segments.get("a")!.classId).toBe(2);
    expect(compose).not.toHaveBeenCalled();
    expect(composeAll).not.toHaveBeenCalled();
  });
});
