/** Walks along borders from one point of them to another: pixel borders of masks, rings of polygons. */

import { distance, nearestOnLine } from "./segments";
import type { Polygon, Ring, Vertex } from "./types";

/** Whether the pixel (row, column) belongs to the mask; false outside of the image. */
export type HasPixel = (row: number, column: number) => boolean;

/** East, south, west, north: turning right is the next one. */
const STEPS = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
] as const;

/** Longest border that is followed, in pixel edges. */
const MAX_EDGES = 200_000;

/**
 * The corners of a mask's border strictly between two points of it, pixel corners both.
 *
 * Both ways are walked at once, so that the cost follows the way that is taken, not the mask.
 *
 * @param takesLonger the other way round.
 * @returns null where the points do not lie on one border.
 */
export function alongMask(
  has: HasPixel,
  from: Vertex,
  to: Vertex,
  takesLonger = false,
): Vertex[] | null {
  const walkers = [
    ...Walker.starting(has, from, to).map((walker) => ({ walker, isReversed: false })),
    ...Walker.starting(has, to, from).map((walker) => ({ walker, isReversed: true })),
  ];
  let skipped = !takesLonger;
  for (let step = 0; step < MAX_EDGES; step += 1) {
    for (const { walker, isReversed } of walkers) {
      if (walker.isDone || !walker.step()) continue;
      if (skipped) return isReversed ? walker.corners.reverse() : walker.corners;
      skipped = true;
    }
    if (walkers.every(({ walker }) => walker.isDone)) return null;
  }
  return null;
}

/** Walks with the mask on the right hand. */
class Walker {
  readonly corners: Vertex[] = [];
  isDone = false;
  private readonly firstHeading: number;

  private constructor(
    private readonly has: HasPixel,
    private readonly start: Vertex,
    private readonly goal: Vertex,
    private heading: number,
    private at: Vertex = start,
  ) {
    this.firstHeading = heading;
  }

  /** One for every border that leaves the point: two where pixels touch diagonally. */
  static starting(has: HasPixel, from: Vertex, to: Vertex): Walker[] {
    return [0, 1, 2, 3]
      .filter((heading) => isBorder(has, from, heading))
      .map((heading) => new Walker(has, from, to, heading));
  }

  /** One pixel edge further; true on arrival. */
  step(): boolean {
    const [dx, dy] = STEPS[this.heading]!;
    this.at = [this.at[0] + dx, this.at[1] + dy];
    if (this.at[0] === this.goal[0] && this.at[1] === this.goal[1]) {
      this.isDone = true;
      return true;
    }
    const turns = [1, 0, 3].map((turn) => (this.heading + turn) % 4);
    const next = turns.find((heading) => isBorder(this.has, this.at, heading));
    const isBack =
      next === this.firstHeading && this.at[0] === this.start[0] && this.at[1] === this.start[1];
    if (next === undefined || isBack) {
      this.isDone = true;
      return false;
    }
    if (next !== this.heading) this.corners.push(this.at);
    this.heading = next;
    return false;
  }
}

/** Whether a pixel edge leaves a corner in a direction, with the mask on its right only. */
function isBorder(has: HasPixel, [x, y]: Vertex, heading: number): boolean {
  switch (heading) {
    case 0:
      return has(y, x) && !has(y - 1, x);
    case 1:
      return has(y, x - 1) && !has(y, x);
    case 2:
      return has(y - 1, x - 1) && !has(y, x - 1);
    default:
      return has(y - 1, x) && !has(y - 1, x - 1);
  }
}

/** A place on a ring: on the edge that starts at vertex `index`, or on that vertex. */
export interface RingPlace {
  readonly part: number;
  /** 0 is the outer ring, others are holes. */
  readonly ring: number;
  readonly index: number;
  readonly at: Vertex;
  readonly isVertex: boolean;
}

/** Nearer than this counts as on the line: far below what changes a pixel, far above rounding. */
const ON_LINE_PX = 1e-6;

/** Where on a polygon's border a point lies; null if it does not. */
export function placeOn(polygon: Polygon, at: Vertex): RingPlace | null {
  const nearest = nearestPlace(polygon, at, ON_LINE_PX);
  return nearest === null ? null : { ...nearest, at };
}

/** The nearest point of a polygon's border within reach; a vertex is preferred to the edge next to it. */
export function nearestPlace(polygon: Polygon, to: Vertex, reachPx: number): RingPlace | null {
  let edge: RingPlace | null = null;
  let vertex: RingPlace | null = null;
  let [edgeAway, vertexAway] = [reachPx, reachPx];
  for (const [part, { outer, holes }] of polygon.parts.entries()) {
    for (const [ring, vertices] of [outer, ...holes].entries()) {
      for (const [index, at] of vertices.entries()) {
        const after = vertices[(index + 1) % vertices.length]!;
        if (isBeyond(at, after, to, reachPx)) continue;
        if (distance(at, to) <= vertexAway) {
          vertexAway = distance(at, to);
          vertex = { part, ring, index, at, isVertex: true };
        }
        const near = nearestOnLine(at, after, to);
        if (distance(near, to) <= edgeAway && near !== after) {
          edgeAway = distance(near, to);
          edge = { part, ring, index, at: near, isVertex: near === at };
        }
      }
    }
  }
  return vertex ?? edge;
}

function isBeyond(a: Vertex, b: Vertex, p: Vertex, reach: number): boolean {
  return (
    Math.max(a[0], b[0]) + reach < p[0] ||
    Math.min(a[0], b[0]) - reach > p[0] ||
    Math.max(a[1], b[1]) + reach < p[1] ||
    Math.min(a[1], b[1]) - reach > p[1]
  );
}

export function ringAt({ parts }: Polygon, { part, ring }: Pick<RingPlace, "part" | "ring">): Ring {
  const { outer, holes } = parts[part]!;
  return ring === 0 ? outer : holes[ring - 1]!;
}

/** The vertices of a ring strictly between two places of it, going forwards. */
export function forwards(ring: Ring, from: RingPlace, to: RingPlace): Vertex[] {
  const isSameVertex = from.isVertex && to.isVertex && from.index === to.index;
  if (isSameVertex || isAhead(ring, from, to)) return [];
  const size = ring.length;
  const end = to.isVertex ? to.index : to.index + 1;
  const count = (end - from.index - 1 + size) % size;
  // To a place behind on the same edge, the way leads once all round.
  const isAllRound = count === 0 && from.index === to.index;
  return Array.from(
    { length: isAllRound ? size : count },
    (_, i) => ring[(from.index + 1 + i) % size]!,
  );
}

/** Whether one place follows the other on the same edge. */
function isAhead(ring: Ring, from: RingPlace, to: RingPlace): boolean {
  if (from.index !== to.index || to.isVertex) return false;
  const start = ring[from.index]!;
  return distance(start, from.at) <= distance(start, to.at);
}

/** Length of a line in pixels. */
export function lengthOf(line: readonly Vertex[]): number {
  return line.reduce((sum, at, i) => (i === 0 ? 0 : sum + distance(line[i - 1]!, at)), 0);
}

/**
 * The vertices of a polygon's border strictly between two points of it.
 *
 * @returns null where the points do not lie on one ring.
 */
export function alongPolygon(
  polygon: Polygon,
  from: Vertex,
  to: Vertex,
  takesLonger = false,
): Vertex[] | null {
  const [a, b] = [placeOn(polygon, from), placeOn(polygon, to)];
  if (a === null || b === null || a.part !== b.part || a.ring !== b.ring) return null;
  const ring = ringAt(polygon, a);
  const there = forwards(ring, a, b);
  const back = forwards(ring, b, a).reverse();
  const isLonger = lengthOf([from, ...there, to]) > lengthOf([from, ...back, to]);
  return isLonger === takesLonger ? there : back;
}
