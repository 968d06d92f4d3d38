/** Simplifies shapes together: borders that they have in common stay common, nothing comes to cross. */

import type { SizeHw } from "../geometry/points";
import { ringFrom, topologyOf } from "./arcs";
import type { OwnedRing, Topology } from "./arcs";
import { rasterise } from "./polygon";
import { isEmptyRuns } from "./runs";
import { simplifyLines } from "./simplify";
import type { Polygon, Ring, Vertex } from "./types";

/** Simplifies by at most so many pixels; asked again and again while a tolerance is being chosen. */
export type Simplifier = (tolerancePx: number) => Polygon[];

/**
 * Prepares polygons for being simplified together.
 *
 * Borders with `context` (neighbours that stay as they are) and with the image's frame are kept as they
 * are; nothing crosses them. A shape that would lose its last pixel keeps all its vertices.
 *
 * @returns what gives the polygons in their order, part for part and ring for ring.
 */
export function simplifier(
  polygons: readonly Polygon[],
  context: readonly Polygon[],
  sizeHw: SizeHw,
): Simplifier {
  const shapes = [...polygons, ...context, frameOf(sizeHw)];
  const topology = topologyOf(shapes.flatMap((polygon, shape) => ringsOf(polygon, shape)));
  return (tolerancePx) => {
    const fixed = new Set<number>();
    for (let shape = polygons.length; shape < shapes.length; shape += 1) fixed.add(shape);
    for (;;) {
      const simplified = simplifiedOnce(polygons, topology, fixed, tolerancePx);
      const lost = simplified.flatMap((polygon, i) =>
        !fixed.has(i) && isEmptyRuns(rasterise(polygon, sizeHw)) ? [i] : [],
      );
      if (lost.length === 0) return simplified;
      for (const shape of lost) fixed.add(shape);
    }
  };
}

export function numVertices({ parts }: Polygon): number {
  return parts.reduce(
    (sum, { outer, holes }) => holes.reduce((more, hole) => more + hole.length, sum + outer.length),
    0,
  );
}

function simplifiedOnce(
  polygons: readonly Polygon[],
  { arcs, rings }: Topology,
  fixed: ReadonlySet<number>,
  tolerancePx: number,
): Polygon[] {
  const lines = simplifyLines(
    arcs.map(({ vertices, shapes }) => ({
      vertices,
      isFixed: [...shapes].some((shape) => fixed.has(shape)),
    })),
    tolerancePx,
  );
  let next = 0;
  const take = (): Ring => withoutStraight(ringFrom(rings[next++]!, lines));
  return polygons.map(({ parts }) => ({
    parts: parts.map(({ holes }) => ({ outer: take(), holes: holes.map(take) })),
  }));
}

/** Drops vertices in the middle of upright and level edges: leaving them out changes no pixel. */
function withoutStraight(ring: Ring): Ring {
  return ring.filter((at, i) => {
    const before = ring[(i + ring.length - 1) % ring.length]!;
    const after = ring[(i + 1) % ring.length]!;
    return !(isOneLine(before, at, after, 0) || isOneLine(before, at, after, 1));
  });
}

function isOneLine(a: Vertex, b: Vertex, c: Vertex, axis: 0 | 1): boolean {
  return a[axis] === b[axis] && b[axis] === c[axis];
}

function ringsOf({ parts }: Polygon, shape: number): OwnedRing[] {
  return parts.flatMap(({ outer, holes }) => [outer, ...holes].map((ring) => ({ ring, shape })));
}

function frameOf([h, w]: SizeHw): Polygon {
  const outer: Ring = [
    [0, 0],
    [w, 0],
    [w, h],
    [0, h],
  ];
  return { parts: [{ outer, holes: [] }] };
}
