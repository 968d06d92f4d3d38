import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { coalesce, overlay, uidOf } from "./coalesce";
import { drawn, rasteriseRow, reclassed, removed, rowMask, segment } from "./fixtures";
import type { Operation, PolygonWire, RleWire } from "./types";

const rasterise = (polygon: PolygonWire): RleWire => rasteriseRow(polygon, [1, 4]);

describe("coalescing pending operations", () => {
  test("two strokes on one segment become one operation with the newest mask", () => {
    expect(coalesce([drawn("a", "1000")], [drawn("a", "1100")])).toEqual([drawn("a", "1100")]);
  });

  test("a change of class after a stroke keeps the stroke's mask", () => {
    const [operation] = coalesce([drawn("a", "1100")], [reclassed("a", 3)]);
    expect(operation).toMatchObject({
      segment: { uid: "a", class_id: 3, mask: rowMask("1100") },
    });
  });

  test("painting on a polygon drops its vertices from the pending operation", () => {
    const polygon = { parts: [{ outer: [] as [number, number][], holes: [] }] };
    const made: Operation = {
      op: "upsert",
      tool: "polygon",
      segment: { uid: "a", class_id: 1, z: 1, polygon, origin: "polygon" },
    };
    const [operation] = coalesce([made], [drawn("a", "0110")]);
    expect(operation).toMatchObject({ segment: { mask: rowMask("0110") } });
    expect(operation).not.toHaveProperty("segment.polygon");
  });

  test("deleting after drawing leaves the deletion", () => {
    expect(coalesce([drawn("a")], [removed("a")])).toEqual([removed("a")]);
  });

  test("drawing again after deleting leaves the drawing", () => {
    expect(coalesce([removed("a")], [drawn("a")])).toEqual([drawn("a")]);
  });

  test("any history leaves one operation a segment, and the same segments on screen", () => {
    const uid = fc.constantFrom("a", "b", "c");
    const row = fc.constantFrom("1000", "0110", "1111");
    const operation = fc.oneof(
      fc.tuple(uid, row).map(([id, pixels]) => drawn(id, pixels)),
      fc.tuple(uid, fc.integer({ min: 1, max: 3 })).map(([id, number]) => reclassed(id, number)),
      uid.map(removed),
    );
    const base = ["a", "b", "c"].map((id) => segment(id));
    fc.assert(
      fc.property(fc.array(operation), (history) => {
        // A class change of a deleted segment has nothing to show; editors never make one.
        const alive = new Set(["a", "b", "c"]);
        const possible = history.filter((each) => {
          const id = uidOf(each);
          if (each.op === "delete") return alive.delete(id);
          if (each.op === "upsert" && each.segment.mask) alive.add(id);
          return alive.has(id);
        });
        const merged = possible.reduce<Operation[]>((sum, each) => coalesce(sum, [each]), []);
        expect(new Set(merged.map(uidOf)).size).toBe(merged.length);
        const byUid = (one: { uid: string }, other: { uid: string }): number =>
          one.uid.localeCompare(other.uid);
        expect(overlay(base, merged, rasterise).sort(byUid)).toEqual(
          overlay(base, possible, rasterise).sort(byUid),
        );
      }),
    );
  });
});

describe("laying pending operations over the server's segments", () => {
  test("a pending class change keeps the server's mask", () => {
    const [shown] = overlay([segment("a", "0011")], [reclassed("a", 2)], rasterise);
    expect(shown).toMatchObject({ class_id: 2, mask: rowMask("0011") });
  });

  test("a pending deletion hides the segment and a pending drawing adds one", () => {
    const shown = overlay([segment("a")], [removed("a"), drawn("b")], rasterise);
    expect(shown.map((each) => each.uid)).toEqual(["b"]);
  });

  test("a pending polygon is drawn, since only its vertices are kept", () => {
    const polygon: PolygonWire = {
      parts: [
        {
          outer: [
            [1, 0],
            [3, 0],
            [3, 1],
          ],
          holes: [],
        },
      ],
    };
    const pending: Operation = {
      op: "upsert",
      tool: "polygon",
      segment: { uid: "p", class_id: 1, z: 1, polygon, origin: "polygon" },
    };
    const [shown] = overlay([], [pending], rasterise);
    expect(shown).toMatchObject({ mask: rowMask("0110"), polygon });
  });
});
