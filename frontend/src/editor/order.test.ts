import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { emptyRuns } from "../masks/runs";
import { paintOrder } from "./layer";
import type { Region } from "./layer";
import { reordered } from "./order";

function region(uid: string, z: number): Region {
  return { uid, z, runs: emptyRuns([1, 1]), bboxXywh: [0, 0, 0, 0] };
}

const four = [region("a", 0), region("b", 1024), region("c", 2048), region("d", 3072)];

describe("reordering", () => {
  it.each([
    ["b", "front", 4096],
    ["b", "back", -1024],
    ["b", "forward", 2560],
    ["c", "backward", 512],
  ] as const)("moves %s to the %s by its own key alone", (uid, to, z) => {
    expect([...reordered(four, uid, to)]).toEqual([[uid, z]]);
  });

  it("changes nothing at the end already", () => {
    expect(reordered(four, "d", "front").size).toBe(0);
    expect(reordered(four, "a", "backward").size).toBe(0);
    expect(reordered(four, "?", "front").size).toBe(0);
  });

  it("gives the wanted order whatever the keys are", () => {
    const keys = fc.array(fc.integer({ min: -2, max: 3 }), { minLength: 1, maxLength: 7 });
    fc.assert(
      fc.property(
        keys,
        fc.nat({ max: 6 }),
        fc.constantFrom<"front" | "back" | "forward" | "backward">(
          "front",
          "back",
          "forward",
          "backward",
        ),
        (zs, which, to) => {
          const regions = zs.map((z, i) => region(`s${i}`, z));
          const uid = `s${which % zs.length}`;
          const before = [...regions].sort(paintOrder).map((each) => each.uid);
          const moved = reordered(regions, uid, to);
          const after = regions
            .map((each) => region(each.uid, moved.get(each.uid) ?? each.z))
            .sort(paintOrder)
            .map((each) => each.uid);
          const at = before.indexOf(uid);
          const last = zs.length - 1;
          const wanted = { front: last, back: 0, forward: at + 1, backward: at - 1 }[to];
          const others = before.filter((each) => each !== uid);
          others.splice(Math.min(Math.max(wanted, 0), last), 0, uid);
          expect(after).toEqual(others);
        },
      ),
    );
  });
});
