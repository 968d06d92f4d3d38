import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { imagePoint } from "../geometry/points";
import { intersects, union } from "../masks/boolean";
import { lengthOf } from "../masks/border";
import { rasterise } from "../masks/polygon";
import { areaPx, hasPixel } from "../masks/runs";
import type { Polygon, Ring, Vertex } from "../masks/types";
import { Core } from "./core";
import { drag, maskOf, smallEditor, testClasses, wireSegment } from "./fixtures";
import { magnet } from "./magnet";
import type { Anchor } from "./tools/guide";
import type { WireSegment } from "./wire";

const [h, w] = [24, 32];

function coreWith(...segments: WireSegment[]): Core {
  return new Core({
    sizeHw: [h, w],
    overlapMode: "exclusive",
    classes: testClasses,
    segments,
    suggestions: [],
  });
}

/** A mask or a polygon as a neighbour. */
function neighbour(outer: Ring, keepsVertices: boolean): WireSegment {
  const polygon: Polygon = { parts: [{ outer, holes: [] }] };
  const runs = rasterise(polygon, [h, w]);
  const rows = Array.from({ length: h }, (_, row) =>
    Array.from({ length: w }, (__, column) => (hasPixel(runs, row, column) ? "#" : ".")).join(""),
  );
  return { ...wireSegment("a", rows), polygon: keepsVertices ? polygon : null };
}

/** Star-shaped round (16, 12), its vertices on and between the grid. */
const stars = fc
  .array(fc.tuple(fc.integer({ min: 6, max: 20 }), fc.integer({ min: 0, max: 1 })), {
    minLength: 5,
    maxLength: 9,
  })
  .map((radii) =>
    radii.map(([radius, half], i): Vertex => {
      const angle = (2 * Math.PI * i) / radii.length;
      const at = (centre: number, by: number) => Math.round(2 * (centre + by)) / 2 + half / 4;
      return [at(16, (radius / 2) * Math.cos(angle)), at(12, (radius / 2) * Math.sin(angle))];
    }),
  );
const pointers = fc.record({
  x: fc.double({ min: 4, max: 28, noNaN: true }),
  y: fc.double({ min: 2, max: 22, noNaN: true }),
});

describe("the magnet", () => {
  it.each([true, false])(
    "leads along a neighbour with neither gap nor overlap (polygon: %j)",
    (keepsVertices) => {
      fc.assert(
        fc.property(stars, pointers, pointers, fc.boolean(), (star, p, q, longer) => {
          const core = coreWith(neighbour(star, keepsVertices));
          const { runs } = core.segments.get("a")!.region;
          const guide = magnet(core);
          const [from, to] = [p, q].map(({ x, y }) => guide.anchor(imagePoint(x, y), 40));
          fc.pre(from!.on.includes("a") && to!.on.includes("a"));
          const way = guide.between(from!, to!, longer);
          // A detour is not followed unless that is asked for.
          fc.pre(longer || way.length > 0);
          // Both sides of the neighbour are closed far outside: exactly one of them may cover nothing of it.
          const line = [from!.at, ...way, to!.at];
          expectNoSliver(line, runs, star);
        }),
        { numRuns: 300 },
      );
    },
  );

  it("goes to a neighbour's vertex rather than to the edge beside it", () => {
    const square: Ring = [
      [5.25, 5.25],
      [20, 5.25],
      [20, 15],
      [5.25, 15],
    ];
    const anchor = magnet(coreWith(neighbour(square, true))).anchor(imagePoint(19, 6), 2);
    expect(anchor).toEqual({ at: [20, 5.25], on: ["a"] } satisfies Anchor);
  });

  it("does not follow a border far away from the straight line, unless Shift asks for it", () => {
    const bay: Ring = [
      [2, 2],
      [10, 2],
      [10, 20],
      [12, 20],
      [12, 2],
      [22, 2],
      [22, 23],
      [2, 23],
    ];
    const guide = magnet(coreWith(neighbour(bay, true)));
    const [from, to] = [guide.anchor(imagePoint(10, 2), 1), guide.anchor(imagePoint(12, 2), 1)];
    expect([from.at, to.at]).toEqual([
      [10, 2],
      [12, 2],
    ]);
    expect(guide.between(from, to, false)).toEqual([]);
    expect(guide.between(from, to, true).length).toBeGreaterThan(0);
    const inside = guide.anchor(imagePoint(12, 20), 1);
    expect(guide.between(from, inside, false)).toEqual([[10, 20]]);
  });

  it("goes to pixel corners of a mask and to the image's border", () => {
    const rows = Array.from({ length: h }, (_, row) => (row < 8 ? "#" : ".").repeat(w));
    const guide = magnet(coreWith(wireSegment("a", rows)));
    expect(guide.anchor(imagePoint(7.3, 8.4), 1)).toEqual({ at: [7, 8], on: ["a"] });
    expect(guide.anchor(imagePoint(0.4, 20.3), 1)).toEqual({ at: [0, 20.3], on: ["frame"] });
    expect(guide.anchor(imagePoint(9, 15), 1)).toEqual({ at: [9, 15], on: [] });
  });
});

/**
 * The line and the neighbour decide alike about every pixel beside the line: in each row, between the
 * crossings of the line, what lies on the neighbour's side is the neighbour's up to its next border.
 */
function expectNoSliver(line: readonly Vertex[], runs: ReturnType<typeof rasterise>, star: Ring) {
  for (let i = 1; i < line.length; i += 1) {
    const [[x0, y0], [x1, y1]] = [line[i - 1]!, line[i]!].sort((a, b) => a[1] - b[1]) as [
      Vertex,
      Vertex,
    ];
    for (let row = 0; row < h; row += 1) {
      const yc = row + 0.5;
      if (yc < y0 || yc >= y1) continue;
      const column = Math.ceil(x0 + ((yc - y0) * (x1 - x0)) / (y1 - y0) - 0.5);
      const [left, right] = [hasPixel(runs, row, column - 1), hasPixel(runs, row, column)];
      // Where the star is thinner than a pixel, both of its borders lie between the same two pixels.
      const isThin = crossings(star, row).filter((each) => each === column).length % 2 === 0;
      expect(left !== right || isThin, `${line.join(" ")} in row ${row}`).toBe(true);
    }
  }
}

function crossings(ring: Ring, row: number): number[] {
  return ring.flatMap((from, i) => {
    const to = ring[(i + 1) % ring.length]!;
    const [[x0, y0], [x1, y1]] = from[1] < to[1] ? [from, to] : [to, from];
    const yc = row + 0.5;
    if (yc < y0 || yc >= y1) return [];
    return [Math.ceil(x0 + ((yc - y0) * (x1 - x0)) / (y1 - y0) - 0.5)];
  });
}

describe("a polygon drawn along a neighbour", () => {
  const disc = (keepsVertices: boolean) =>
    neighbour(
      Array.from({ length: 9 }, (_, i): Vertex => [
        14 + 8 * Math.cos((2 * Math.PI * i) / 9),
        12 + 8 * Math.sin((2 * Math.PI * i) / 9),
      ]),
      keepsVertices,
    );

  it.each([true, false])("covers all between itself and it, and nothing of it (%j)", (keeps) => {
    const wire = disc(keeps);
    const editor = smallEditor({ sizeHw: [h, w], segments: [wire] });
    editor.setTool("polygon");
    // From below the disc round to the right, then along it back to the first vertex.
    for (const at of [
      [14, 20.2],
      [30, 23],
      [30, 1],
      [14, 4.3],
    ] as const)
      drag(editor, [at]);
    editor.key("enter");
    const { segments } = editor.store.getState();
    const [old, drawn] = [segments.get("a")!, segments.get("new-1")!];
    expect(intersects(old.runs, drawn.runs)).toBe(false);
    expect(old.polygon !== null).toBe(keeps);
    expect(drawn.polygon).not.toBeNull();
    const both = union(old.runs, drawn.runs);
    // In the rows that both have, no pixel is free between the disc and the new segment's right border.
    for (let row = 5; row < 19; row += 1) {
      const filled = Array.from({ length: 16 }, (_, i) => hasPixel(both, row, 14 + i));
      expect(filled.every(Boolean), `row ${row}: ${maskOf(editor, "new-1")[row]}`).toBe(true);
    }
    expect(areaPx(both)).toBe(old.areaPx + drawn.areaPx);
    expect(lengthOf(drawn.polygon!.parts[0]!.outer)).toBeGreaterThan(60);
  });

  it("ignores the neighbour while Alt is held", () => {
    const editor = smallEditor({ sizeHw: [h, w], segments: [disc(false)] });
    editor.setTool("polygon");
    for (const at of [
      [14, 20.4],
      [30, 20.4],
      [14, 3.6],
    ] as const)
      drag(editor, [at], { alt: true });
    editor.key("enter");
    expect(editor.store.getState().segments.get("new-1")!.polygon!.parts[0]!.outer).toHaveLength(3);
  });
});
