/** Whether the server will take a polygon: rings that neither touch nor cross themselves or each other. */

import type { SizeHw } from "../geometry/points";
import type { Polygon, PolygonPart, Ring, Vertex } from "./types";

/** Keeps a vertex inside the image, borders included. */
export function clampVertex([x, y]: Vertex, [h, w]: SizeHw): Vertex {
  return [Math.min(Math.max(x, 0), w), Math.min(Math.max(y, 0), h)];
}

/** Drops vertices that repeat the one before them. */
export function withoutRepeats(ring: Ring): Ring {
  return ring.filter((vertex, i) => {
    const before = ring[(i + ring.length - 1) % ring.length]!;
    return ring.length === 1 || vertex[0] !== before[0] || vertex[1] !== before[1];
  });
}

/**
 * Whether no two edges of any part meet other than neighbours at their common vertex, and every
 * ring encloses an area. Stricter than OGC validity (holes may not touch at a point), so that what
 * passes here passes Shapely.
 */
export function isSimplePolygon(polygon: Polygon): boolean {
  return polygon.parts.length > 0 && polygon.parts.every(isSimplePart);
}

interface Edge {
  readonly from: Vertex;
  readonly to: Vertex;
  readonly ring: number;
  readonly index: number;
  readonly count: number;
}

function isSimplePart(part: PolygonPart): boolean {
  const rings = [part.outer, ...part.holes];
  if (rings.some((ring) => ring.length < 3)) return false;
  const edges = rings.flatMap((ring, r) =>
    ring.map((from, index) => ({
      from,
      to: ring[(index + 1) % ring.length]!,
      ring: r,
      index,
      count: ring.length,
    })),
  );
  // Sorted by their left ends, only edges whose x-ranges overlap are compared.
  edges.sort((a, b) => Math.min(a.from[0], a.to[0]) - Math.min(b.from[0], b.to[0]));
  for (let i = 0; i < edges.length; i += 1) {
    const edge = edges[i]!;
    const right = Math.max(edge.from[0], edge.to[0]);
    for (let j = i + 1; j < edges.length; j += 1) {
      const other = edges[j]!;
      if (Math.min(other.from[0], other.to[0]) > right) break;
      if (isBadPair(edge, other)) return false;
    }
  }
  return areHolesInside(part);
}

/** With no edges meeting, one vertex tells where a whole ring lies. */
function areHolesInside({ outer, holes }: PolygonPart): boolean {
  return holes.every(
    (hole, i) =>
      isInRing(outer, hole[0]!) && holes.every((other, j) => i === j || !isInRing(other, hole[0]!)),
  );
}

/** Even-odd, by a ray to the left. */
function isInRing(ring: Ring, [x, y]: Vertex): boolean {
  let isInside = false;
  ring.forEach(([x0, y0], i) => {
    const [x1, y1] = ring[(i + 1) % ring.length]!;
    if (y0 > y !== y1 > y && x > x0 + ((y - y0) * (x1 - x0)) / (y1 - y0)) isInside = !isInside;
  });
  return isInside;
}

function isBadPair(a: Edge, b: Edge): boolean {
  if (a.ring === b.ring) {
    if ((a.index + 1) % a.count === b.index) return foldsBack(a.from, a.to, b.to);
    if ((b.index + 1) % b.count === a.index) return foldsBack(b.from, b.to, a.to);
  }
  return meets(a.from, a.to, b.from, b.to);
}

/** Neighbouring edges share a vertex; they must not lie on each other. */
function foldsBack(before: Vertex, at: Vertex, after: Vertex): boolean {
  if (turn(before, at, after) !== 0) return false;
  const [ux, uy] = [before[0] - at[0], before[1] - at[1]];
  const [vx, vy] = [after[0] - at[0], after[1] - at[1]];
  return ux * vx + uy * vy >= 0;
}

function meets(a: Vertex, b: Vertex, c: Vertex, d: Vertex): boolean {
  const acd = Math.sign(turn(c, d, a));
  const bcd = Math.sign(turn(c, d, b));
  const cab = Math.sign(turn(a, b, c));
  const dab = Math.sign(turn(a, b, d));
  if (acd * bcd < 0 && cab * dab < 0) return true;
  return (
    (acd === 0 && isBetween(c, d, a)) ||
    (bcd === 0 && isBetween(c, d, b)) ||
    (cab === 0 && isBetween(a, b, c)) ||
    (dab === 0 && isBetween(a, b, d))
  );
}

/** Twice the signed area of the triangle a, b, c. */
function turn(a: Vertex, b: Vertex, c: Vertex): number {
  return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
}

/** For three points on one line: whether p lies between a and b. */
function isBetween(a: Vertex, b: Vertex, p: Vertex): boolean {
  return (
    Math.min(a[0], b[0]) <= p[0] &&
    p[0] <= Math.max(a[0], b[0]) &&
    Math.min(a[1], b[1]) <= p[1] &&
    p[1] <= Math.max(a[1], b[1])
  );
}
