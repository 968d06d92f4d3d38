import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { SegmentWire } from "../../../api/types";
import { createEditor, type EditorSegment, runsFromWire } from "../../../editor";
import { countsFromRuns } from "../../../masks/counts";
import { rasterise } from "../../../masks/polygon";
import { bitmapFromRuns, runsFromBitmap } from "../../../masks/runs";
import { planCopies } from "./copying";

const size = [4, 5] as const;

function wireOf(uid: string, bitmap: readonly number[], z = 0, classId = 1): SegmentWire {
  return {
    uid,
    class_id: classId,
    z,
    mask: { size: [4, 5], counts: countsFromRuns(runsFromBitmap(bitmap, size)) },
    polygon: null,
    iscrowd: false,
    occluded: true,
    truncated: false,
    attributes: { colour: "red" },
    origin: "brush",
    score: null,
    area_px: bitmap.filter((bit) => bit === 1).length,
    bbox_xywh: [0, 0, 5, 4],
  };
}

function segmentsOf(wires: readonly SegmentWire[]): EditorSegment[] {
  const editor = createEditor({
    sizeHw: size,
    overlapMode: "layered",
    classes: [],
    segments: wires,
    suggestions: [],
  });
  return [...editor.store.getState().segments.values()];
}

const bitmaps = fc
  .array(fc.integer({ min: 0, max: 1 }), { minLength: 20, maxLength: 20 })
  .filter((bits) => bits.includes(1));
const lists = fc.array(bitmaps, { minLength: 1, maxLength: 3 });

describe("copying to another image", () => {
  test("never takes a labelled pixel of an exclusive image, and copies all that are free", () => {
    fc.assert(
      fc.property(lists, bitmaps, (mine, theirs) => {
        const wires = mine.map((bitmap, i) => wireOf(`m${i}`, bitmap, i));
        const there = { segments: [wireOf("t", theirs)], overlap_mode: "exclusive" as const };
        const { operations, numLeftOut } = planCopies(segmentsOf(wires), there, size);
        const owners = [...theirs];
        for (const { segment } of operations) {
          bitmapFromRuns(runsFromWire(segment.mask!, size)).forEach((bit, i) => {
            owners[i]! += bit;
          });
        }
        expect(Math.max(...owners)).toBe(1);
        const wanted = theirs.map((bit, i) => Number(bit === 1 || mine.some((m) => m[i] === 1)));
        expect(owners).toEqual(wanted);
        expect(operations.length + numLeftOut).toBe(mine.length);
      }),
    );
  });

  test("puts copies on top of a layered image, with new uids and all properties", () => {
    const mine = [wireOf("b", bits([1, 2]), 9, 2), wireOf("a", bits([0, 1]), 3)];
    const there = { segments: [wireOf("t", bits([1]), 5000)], overlap_mode: "layered" as const };
    const { operations } = planCopies(segmentsOf(mine), there, size);
    expect(operations.map(({ segment }) => segment.class_id)).toEqual([1, 2]);
    expect(operations.every(({ segment }) => segment.z > 5000)).toBe(true);
    expect(new Set(operations.map(({ segment }) => segment.uid)).size).toBe(2);
    expect(operations[0]!.segment).toMatchObject({ occluded: true, attributes: { colour: "red" } });
    expect(operations[0]!.segment.uid).not.toBe("a");
  });

  test("does not copy the same twice, and refuses other sizes", () => {
    const mine = segmentsOf([wireOf("a", bits([0, 1]))]);
    const there = { segments: [wireOf("t", bits([0, 1]))], overlap_mode: "layered" as const };
    expect(planCopies(mine, there, size)).toMatchObject({ operations: [], numLeftOut: 1 });
    expect(() => planCopies(mine, { ...there, segments: [] }, [5, 4])).toThrow();
  });

  test("keeps the vertices of a polygon that nothing is cut from", () => {
    const polygon = {
      parts: [
        {
          outer: [
            [0, 0],
            [2, 0],
            [2, 2],
            [0, 2],
          ] as const,
          holes: [],
        },
      ],
    };
    const [segment] = segmentsOf([wireOf("a", [...bitmapFromRuns(rasterise(polygon, size))])]);
    const there = { segments: [], overlap_mode: "exclusive" as const };
    const { operations } = planCopies([{ ...segment!, polygon }], there, size);
    expect(operations[0]!.segment).toMatchObject({ polygon });
    expect(operations[0]!.segment.mask).toBeUndefined();
  });
});

function bits(set: readonly number[]): number[] {
  return Array.from({ length: 20 }, (_, i) => Number(set.includes(i)));
}
