/** Whether the server will take a polygon: rings that do not cross, and touch at single vertices at most. */

import type { SizeHw } from "../geometry/points";
import { isInRing } from "./outline";
import { meets, turn } from "./segments";
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
 * Whether every ring of every part is simple and encloses an area, holes lie inside and apart, and rings
 * meet only at common vertices that leave the inside in one piece (OGC validity, but for a vertex of one
 * ring on the middle of another's edge, which is refused): what passes here passes Shapely.
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
  const touches = new Touches(rings.length);
  // Sorted by their left ends, only edges whose x-ranges overlap are compared.
  edges.sort((a, b) => Math.min(a.from[0], a.to[0]) - Math.min(b.from[0], b.to[0]));
  for (let i = 0; i < edges.length; i += 1) {
    const edge = edges[i]!;
    const right = Math.max(edge.from[0], edge.to[0]);
    for (let j = i + 1; j < edges.length; j += 1) {
      const other = edges[j]!;
      if (Math.min(other.from[0], other.to[0]) > right) break;
      if (isBadPair(edge, other, touches)) return false;
    }
  }
  return touches.areForest && areHolesInside(part);
}

/**
 * Where different rings have a vertex in common. Rings and common points form a forest, or the inside
 * falls apart. Two rings that touch once cannot cross there: they would have to cross back elsewhere.
 */
class Touches {
  areForest = true;
  private readonly pointNodes = new Map<string, number>();
  private readonly known = new Set<string>();
  private readonly parents: number[];

  constructor(numRings: number) {
    this.parents = Array.from({ length: numRings }, (_, i) => i);
  }

  add(a: number, b: number, [x, y]: Vertex): void {
    const key = `${x},${y}`;
    const point = this.pointNodes.get(key) ?? this.parents.push(this.parents.length) - 1;
    this.pointNodes.set(key, point);
    for (const ring of [a, b]) {
      const pair = `${ring}@${key}`;
      if (this.known.has(pair)) continue;
      this.known.add(pair);
      const [rootRing, rootPoint] = [this.root(ring), this.root(point)];
      if (rootRing === rootPoint) this.areForest = false;
      this.parents[rootRing] = rootPoint;
    }
  }

  private root(node: number): number {
    let at = node;
    while (this.parents[at] !== at) at = this.parents[at]!;
    return at;
  }
}

/** With no edges crossing, one vertex that is not common tells where a whole ring lies. */
function areHolesInside({ outer, holes }: PolygonPart): boolean {
  return holes.every(
    (hole, i) =>
      isRingInside(hole, outer) && holes.every((other, j) => i === j || !isRingInside(hole, other)),
  );
}

function isRingInside(ring: Ring, round: Ring): boolean {
  const own = ring.find(([x, y]) => !round.some(([rx, ry]) => rx === x && ry === y));
  return own !== undefined && isInRing(round, own);
}

function isBadPair(a: Edge, b: Edge, touches: Touches): boolean {
  if (a.ring === b.ring) {
    if ((a.index + 1) % a.count === b.index) return foldsBack(a.from, a.to, b.to);
    if ((b.index + 1) % b.count === a.index) return foldsBack(b.from, b.to, a.to);
    return meets(a.from, a.to, b.from, b.to);
  }
  if (!meets(a.from, a.to, b.from, b.to)) return false;
  const common = commonEnd(a, b);
  if (common === null) return true;
  touches.add(a.ring, b.ring, common);
  const [farA, farB] = [common === a.from ? a.to : a.from, same(common, b.from) ? b.to : b.from];
  return foldsBack(farA, common, farB);
}

function commonEnd(a: Edge, b: Edge): Vertex | null {
  if (same(a.from, b.from) || same(a.from, b.to)) return a.from;
  return same(a.to, b.from) || same(a.to, b.to) ? a.to : null;
}

function same(a: Vertex, b: Vertex): boolean {
  return a[0] === b[0] && a[1] === b[1];
}

/** Neighbouring edges share a vertex; they must not lie on each other. */
function foldsBack(before: Vertex, at: Vertex, after: Vertex): boolean {
  if (turn(before, at, after) !== 0) return false;
  const [ux, uy] = [before[0] - at[0], before[1] - at[1]];
  const [vx, vy] = [after[0] - at[0], after[1] - at[1]];
  return ux * vx + uy * vy >= 0;
}
