/**
 * Traces masks along their pixel edges into polygons that give back exactly the same pixels; the twin
 * of labeling/masks/outlines.py. The cost follows the mask's runs.
 */

import { rowSpans } from "./runs";
import type { Polygon, PolygonPart, Ring, Runs, Vertex } from "./types";

/**
 * One part for every 4-connected piece; vertices are pixel corners. Outer rings run clockwise on the
 * screen, holes anticlockwise; every ring is simple, holes touch other rings at single corners only.
 */
export function outline(runs: Runs): Polygon {
  const rings = linked(runs).walks().flatMap(simpleLoops);
  const outers = rings.filter((ring) => doubledArea(ring) > 0);
  const holes = rings.filter((ring) => doubledArea(ring) <= 0);
  return { parts: withHoles(outers, holes) };
}

/** The corners of the boundary, each with the corner that follows it. */
class Corners {
  private readonly at: Vertex[] = [];
  private readonly following: number[] = [];

  add(x: number, y: number): number {
    this.following.push(-1);
    return this.at.push([x, y]) - 1;
  }

  link(from: number, to: number): void {
    this.following[from] = to;
  }

  /** Closed walks with the inside on the right hand; a walk may touch itself. */
  walks(): Vertex[][] {
    const seen = new Uint8Array(this.at.length);
    const walks: Vertex[][] = [];
    for (let first = 0; first < seen.length; first += 1) {
      if (seen[first] === 1) continue;
      const walk: Vertex[] = [];
      for (let i = first; seen[i] === 0; i = this.following[i]!) {
        seen[i] = 1;
        walk.push(this.at[i]!);
      }
      walks.push(walk);
    }
    return walks;
  }
}

/** Follows the line between each row and the one above it: corners are where just one of both changes. */
function linked(runs: Runs): Corners {
  const w = runs.sizeHw[1];
  const corners = new Corners();
  /** Vertical edges that reach down from above, by column: the corner at their upper end. */
  let open = new Map<number, number>();
  const { bounds } = runs;
  if (bounds.length === 0) return corners;
  const top = Math.floor(bounds[0]! / w);
  const bottom = Math.floor((bounds[bounds.length - 1]! - 1) / w) + 1;
  let above: number[] = [];
  for (let y = top; y <= bottom; y += 1) {
    const below: number[] = [];
    if (y < bottom) rowSpans(runs, y, 0, w, below);
    open = linkLine(corners, y, above, below, open);
    above = below;
  }
  return corners;
}

function linkLine(
  corners: Corners,
  y: number,
  above: readonly number[],
  below: readonly number[],
  open: ReadonlyMap<number, number>,
): Map<number, number> {
  const next = new Map<number, number>();
  /** The corner from which a horizontal edge comes from the left. */
  let left = -1;
  let a = 0;
  let b = 0;
  while (a < above.length || b < below.length) {
    const x = Math.min(above[a] ?? Infinity, below[b] ?? Infinity);
    const [inA, inB] = [above[a] === x, below[b] === x];
    const wasBelow = (b & 1) === 1;
    if (inA && inB && (a & 1) === (b & 1)) {
      // The boundary runs straight through.
      next.set(x, open.get(x)!);
    } else {
      const first = corners.add(x, y);
      // Two diagonal pixels touch: two corners, so that pieces are 4-connected.
      const second = inA && inB ? corners.add(x, y) : first;
      const [up, down] = wasBelow ? [second, first] : [first, second];
      if (left >= 0) {
        if (wasBelow) corners.link(left, first);
        else corners.link(first, left);
      }
      if (inA) {
        if ((a & 1) === 0) corners.link(up, open.get(x)!);
        else corners.link(open.get(x)!, up);
      }
      if (inB) next.set(x, down);
      left = second;
    }
    if (inA) a += 1;
    if (inB) b += 1;
    if ((a & 1) === (b & 1)) left = -1;
  }
  return next;
}

/** Cuts a walk where it comes to a point again; each ring then visits a point once. */
function simpleLoops(walk: readonly Vertex[]): Ring[] {
  const loops: Ring[] = [];
  const path: Vertex[] = [];
  const places = new Map<string, number>();
  for (const vertex of walk) {
    const key = `${vertex[0]},${vertex[1]}`;
    const place = places.get(key);
    if (place !== undefined) {
      const loop = path.splice(place);
      for (const [x, y] of loop) places.delete(`${x},${y}`);
      loops.push(loop);
    }
    places.set(key, path.length);
    path.push(vertex);
  }
  loops.push(path);
  return loops;
}

function withHoles(outers: readonly Ring[], holes: readonly Ring[]): PolygonPart[] {
  const boxes = outers.map(boxOf);
  const areas = outers.map(doubledArea);
  const own: Ring[][] = outers.map(() => []);
  for (const hole of holes) {
    // The pixel above a hole's highest corner belongs to its piece, the innermost round it.
    const [x, y] = hole.reduce((a, b) => (b[1] < a[1] || (b[1] === a[1] && b[0] < a[0]) ? b : a));
    const centre: Vertex = [x + 0.5, y - 0.5];
    let owner = -1;
    for (const [i, outer] of outers.entries()) {
      const [x0, y0, x1, y1] = boxes[i]!;
      const isNear = x0 < centre[0] && centre[0] < x1 && y0 < centre[1] && centre[1] < y1;
      if (!isNear || (owner >= 0 && areas[owner]! < areas[i]!)) continue;
      if (outers.length === 1 || isInRing(outer, centre)) owner = i;
    }
    own[owner]?.push(hole);
  }
  return outers.map((outer, i) => ({ outer, holes: own[i]! }));
}

/** Even-odd, by a ray to the left. */
export function isInRing(ring: Ring, [x, y]: Vertex): boolean {
  let isInside = false;
  let [x0, y0] = ring[ring.length - 1]!;
  for (const [x1, y1] of ring) {
    if (y0 > y !== y1 > y && x > x0 + ((y - y0) * (x1 - x0)) / (y1 - y0)) isInside = !isInside;
    [x0, y0] = [x1, y1];
  }
  return isInside;
}

/** Twice the signed area; positive for rings that run clockwise on the screen. */
export function doubledArea(ring: Ring): number {
  let area = 0;
  let [x0, y0] = ring[ring.length - 1]!;
  for (const [x1, y1] of ring) {
    area += x0 * y1 - x1 * y0;
    [x0, y0] = [x1, y1];
  }
  return area;
}

/** Left, top, right, bottom of a line's vertices. */
export function boxOf(line: readonly Vertex[]): [number, number, number, number] {
  let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of line) {
    if (x < x0) x0 = x;
    if (y < y0) y0 = y;
    if (x > x1) x1 = x;
    if (y > y1) y1 = y;
  }
  return [x0, y0, x1, y1];
}
