/**
 * Polygons to pixels, by the rule that the server follows too (labeling/masks/polygons.py): a pixel
 * belongs to a part iff its centre is inside by even-odd over the part's rings; the polygon is the
 * union of its parts. The arithmetic is written in the same order, so that IEEE doubles agree.
 */

import type { SizeHw } from "../geometry/points";
import { union } from "./boolean";
import { RunsBuilder, emptyRuns } from "./runs";
import type { Polygon, PolygonPart, Ring, Runs } from "./types";

export function rasterise(polygon: Polygon, sizeHw: SizeHw): Runs {
  return polygon.parts
    .map((part) => rasterisePart(part, sizeHw))
    .reduce((all, one) => union(all, one), emptyRuns(sizeHw));
}

function rasterisePart(part: PolygonPart, sizeHw: SizeHw): Runs {
  const [h, w] = sizeHw;
  const crossings = new Map<number, number[]>();
  for (const ring of [part.outer, ...part.holes]) addCrossings(ring, h, crossings);
  const builder = new RunsBuilder(sizeHw);
  for (const row of [...crossings.keys()].sort((a, b) => a - b)) {
    const xs = crossings.get(row)!.sort((a, b) => a - b);
    for (let i = 0; i + 1 < xs.length; i += 2) {
      const start = Math.max(Math.ceil(xs[i]! - 0.5), 0);
      const end = Math.min(Math.ceil(xs[i + 1]! - 0.5), w);
      if (start < end) builder.push(row * w + start, row * w + end);
    }
  }
  return builder.finish();
}

/** An edge crosses row r iff y0 ≤ r + 0.5 < y1, its ends ordered so that y0 < y1. */
function addCrossings(ring: Ring, h: number, crossings: Map<number, number[]>): void {
  ring.forEach((from, i) => {
    const to = ring[(i + 1) % ring.length]!;
    const [[x0, y0], [x1, y1]] = from[1] < to[1] ? [from, to] : [to, from];
    const first = Math.max(Math.ceil(y0 - 0.5) - 1, 0);
    for (let row = first; row < h; row += 1) {
      const yc = row + 0.5;
      if (yc >= y1) break;
      if (yc < y0) continue;
      const x = x0 + ((yc - y0) * (x1 - x0)) / (y1 - y0);
      const list = crossings.get(row);
      if (list === undefined) crossings.set(row, [x]);
      else list.push(x);
    }
  });
}
