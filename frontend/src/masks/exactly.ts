/**
 * Lines along a part of a drawn edge that decide about every pixel as the whole edge does.
 *
 * Cutting an edge at a point rounds that point; a pixel centre that lies right on the edge could then be
 * given to both neighbours or to none.
 */

import { placeOn, ringAt } from "./border";
import type { Polygon, Vertex } from "./types";

/** How far a cut is moved aside, at most: far below what is seen. */
const NUDGES_PX = [1e-9, -1e-9, 1e-7, -1e-7, 1e-5, -1e-5, 1e-4, -1e-4];

/**
 * A way along a polygon's border, with a vertex added next to an end where the cut edge would decide
 * otherwise than the whole one.
 *
 * @param way the border's vertices strictly between `from` and `to`.
 * @param h the image's height.
 */
export function exactAlong(
  polygon: Polygon,
  from: Vertex,
  way: readonly Vertex[],
  to: Vertex,
  h: number,
): Vertex[] {
  const first = way[0] ?? to;
  const end = way[way.length - 1] ?? from;
  const added = cutBeside(polygon, from, first, h);
  const closing = way.length === 0 ? [] : cutBeside(polygon, to, end, h);
  return [...added, ...way, ...closing];
}

/** Nothing where the edge from `cut` to `far` is exact, else a vertex beside `cut` that makes it so. */
function cutBeside(polygon: Polygon, cut: Vertex, far: Vertex, h: number): Vertex[] {
  const place = placeOn(polygon, cut);
  if (place === null || place.isVertex) return [];
  const ring = ringAt(polygon, place);
  const whole = [ring[place.index]!, ring[(place.index + 1) % ring.length]!] as const;
  if (decidesAlike(cut, far, whole, h)) return [];
  const length = Math.hypot(whole[1][0] - whole[0][0], whole[1][1] - whole[0][1]);
  const [nx, ny] = [(whole[1][1] - whole[0][1]) / length, (whole[0][0] - whole[1][0]) / length];
  for (const by of NUDGES_PX) {
    const beside: Vertex = [cut[0] + by * nx, cut[1] + by * ny];
    if (decidesAlike(beside, far, whole, h)) return [beside];
  }
  return [];
}

/** Whether a line gives every row that it crosses to the same columns as the whole edge. */
function decidesAlike(a: Vertex, b: Vertex, whole: readonly [Vertex, Vertex], h: number): boolean {
  const low = Math.max(Math.floor(Math.min(a[1], b[1])) - 1, 0);
  const high = Math.min(Math.ceil(Math.max(a[1], b[1])) + 1, h);
  for (let row = low; row < high; row += 1) {
    const x = crossing(a, b, row + 0.5);
    if (x === null) continue;
    const expected = crossing(whole[0], whole[1], row + 0.5);
    if (expected !== null && Math.ceil(x - 0.5) !== Math.ceil(expected - 0.5)) return false;
  }
  return true;
}

/** As rasterising computes it, in the same order of operations. */
function crossing(from: Vertex, to: Vertex, yc: number): number | null {
  const [[x0, y0], [x1, y1]] = from[1] < to[1] ? [from, to] : [to, from];
  if (yc < y0 || yc >= y1) return null;
  return x0 + ((yc - y0) * (x1 - x0)) / (y1 - y0);
}
