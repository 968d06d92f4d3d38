import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { emptyRuns } from "../masks/runs";
import { paintOrder } from "./layer";
import type { ZMove } from "./interface";
import type { Region } from "./layer";
import { placed, reordered } from "./order";

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
    expect([...reordered(four, [uid], to)]).toEqual([[uid, z]]);
  });

  it("changes nothing at the end already", () => {
    expect(reordered(four, ["d"], "front").size).toBe(0);
    expect(reordered(four, ["a"], "backward").size).toBe(0);
    expect(reordered(four, ["?"], "front").size).toBe(0);
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
          const moved = reordered(regions, [uid], to);
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

  it("moves several without letting one overtake another", () => {
    const move = fc.constantFrom<ZMove>("front", "back", "forward", "backward");
    const keys = fc.array(fc.integer({ min: -2, max: 3 }), { minLength: 1, maxLength: 7 });
    fc.assert(
      fc.property(keys, fc.array(fc.nat({ max: 6 })), move, (zs, which, to) => {
        const regions = zs.map((z, i) => region(`s${i}`, z));
        const chosen = new Set(which.map((i) => `s${i % zs.length}`));
        const before = [...regions].sort(paintOrder).map((each) => each.uid);
        const moved = reordered(regions, chosen, to);
        const after = regions
          .map((each) => region(each.uid, moved.get(each.uid) ?? each.z))
          .sort(paintOrder)
          .map((each) => each.uid);
        const isChosen = (uid: string) => chosen.has(uid);
        const isOther = (uid: string) => !chosen.has(uid);
        expect(after.filter(isChosen)).toEqual(before.filter(isChosen));
        expect(after.filter(isOther)).toEqual(before.filter(isOther));
        const end = after.slice(after.length - chosen.size);
        if (to === "front") expect(end.every(isChosen)).toBe(true);
        if (to === "back") expect(after.slice(0, chosen.size).every(isChosen)).toBe(true);
        const steps = before.map((uid, i) => Math.abs(after.indexOf(uid) - i));
        if (to === "forward" && chosen.size === 1)
          expect(Math.max(...steps)).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe("placing", () => {
  it("puts segments beside one that stays, by their own keys alone", () => {
    expect([...placed(four, ["a", "d"], { uid: "b", side: "above" })]).toEqual([
      ["a", 1365],
      ["d", 1706],
    ]);
    expect([...placed(four, ["c"], { uid: "a", side: "below" })]).toEqual([["c", -1024]]);
  });

  it("changes nothing where they are there already, or the anchor moves along", () => {
    expect(placed(four, ["b", "c"], { uid: "d", side: "below" }).size).toBe(0);
    expect(placed(four, ["b"], { uid: "b", side: "above" }).size).toBe(0);
    expect(placed(four, ["b"], { uid: "?", side: "above" }).size).toBe(0);
  });

  it("leaves everything else in its order, whatever the gaps", () => {
    const stacks = fc.uniqueArray(fc.integer({ min: -4, max: 8 }), { minLength: 2, maxLength: 9 });
    fc.assert(
      fc.property(
        stacks,
        fc.nat(),
        fc.array(fc.nat(), { minLength: 1 }),
        fc.boolean(),
        (zs, a, m, up) => {
          const regions = zs.map((z, i) => region(`s${i}`, z));
          const anchor = regions[a % regions.length]!.uid;
          const moving = new Set(m.map((i) => regions[i % regions.length]!.uid));
          fc.pre(!moving.has(anchor));
          const keys = placed(regions, moving, { uid: anchor, side: up ? "above" : "below" });
          const before = [...regions].sort(paintOrder).map(({ uid }) => uid);
          const after = regions
            .map((each) => ({ ...each, z: keys.get(each.uid) ?? each.z }))
            .sort(paintOrder);
          const stay = before.filter((uid) => !moving.has(uid));
          const at = stay.indexOf(anchor) + (up ? 1 : 0);
          const wanted = stay.toSpliced(at, 0, ...before.filter((uid) => moving.has(uid)));
          expect(after.map(({ uid }) => uid)).toEqual(wanted);
          expect(new Set(after.map(({ z }) => z)).size).toBe(after.length);
        },
      ),
    );
  });
});
