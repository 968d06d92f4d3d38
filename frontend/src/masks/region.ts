/**
 * Drawn regions to pixels, by exact rules: a pixel belongs iff its centre is inside.
 *
 * Ellipses are those of whole pixel boxes, border included, so that a circle of diameter d is the round
 * brush's dab of diameter d. Lassos count by the non-zero winding rule: where a hand crosses its own line
 * at the end of the loop, no hole is left.
 */

import type { BoxXyxy, SizeHw } from "../geometry/points";
import { RunsBuilder, emptyRuns, runsFromBox } from "./runs";
import type { Ring, Runs } from "./types";

/** What a drag draws; boxes in whole image pixels, vertices anywhere. */
export type Region =
  | { readonly kind: "rectangle" | "ellipse"; readonly boxXyxy: BoxXyxy }
  | { readonly kind: "lasso"; readonly ring: Ring };

export function pixelsOf(region: Region, sizeHw: SizeHw): Runs {
  switch (region.kind) {
    case "rectangle":
      return runsFromBox(region.boxXyxy, sizeHw);
    case "ellipse":
      return runsFromEllipse(region.boxXyxy, sizeHw);
    case "lasso":
      return runsFromLasso(region.ring, sizeHw);
  }
}

/** The ellipse that touches all sides of a box of whole pixels, clipped to the image. */
export function runsFromEllipse(box: BoxXyxy, sizeHw: SizeHw): Runs {
  const [x0, y0, x1, y1] = box;
  const [h, w] = sizeHw;
  const [width, height] = [x1 - x0, y1 - y0];
  if (width <= 0 || height <= 0) return emptyRuns(sizeHw);
  const builder = new RunsBuilder(sizeHw);
  for (let row = Math.max(y0, 0); row < Math.min(y1, h); row += 1) {
    const y = 2 * row + 1 - y0 - y1;
    const half = (width * Math.sqrt(Math.max(height * height - y * y, 0))) / height;
    // A little too wide on purpose; the exact rule takes off what is too much.
    let start = Math.max(Math.ceil((x0 + x1 - half - 1) / 2) - 1, 0);
    let end = Math.min(Math.floor((x0 + x1 + half - 1) / 2) + 2, w);
    while (start < end && !isInEllipse(2 * start + 1 - x0 - x1, y, width, height)) start += 1;
    while (start < end && !isInEllipse(2 * end - 1 - x0 - x1, y, width, height)) end -= 1;
    builder.push(row * w + start, row * w + end);
  }
  return builder.finish();
}

/** Up to this area the products below are exact in doubles. */
const LARGEST_EXACT_AREA = 2 ** 26;

/** Whether a doubled offset from the centre is within an ellipse of this width and height; exact. */
export function isInEllipse(x: number, y: number, width: number, height: number): boolean {
  if (Math.abs(x) > width || Math.abs(y) > height) return false;
  if (width * height <= LARGEST_EXACT_AREA) {
    return (x * height) ** 2 + (y * width) ** 2 <= (width * height) ** 2;
  }
  const [a, b] = [BigInt(x) * BigInt(height), BigInt(y) * BigInt(width)];
  const area = BigInt(width) * BigInt(height);
  return a * a + b * b <= area * area;
}

/** A ring that may cross itself, clipped to the image: inside is where it winds round at all. */
export function runsFromLasso(ring: Ring, sizeHw: SizeHw): Runs {
  const [h, w] = sizeHw;
  const byRow = crossingsOf(ring, h);
  const builder = new RunsBuilder(sizeHw);
  for (const row of [...byRow.keys()].sort((a, b) => a - b)) {
    const crossings = byRow.get(row)!.sort((a, b) => a.column - b.column);
    let winding = 0;
    let from = 0;
    for (const { column, turn } of crossings) {
      if (winding === 0) from = column;
      winding += turn;
      if (winding !== 0) continue;
      const start = Math.max(from, 0);
      const end = Math.min(column, w);
      // Neighbouring loops may share a pixel's edge; the builder joins them.
      if (start < end) builder.push(row * w + start, row * w + end);
    }
  }
  return builder.finish();
}

interface Crossing {
  /** The first column whose centre lies at or right of the line. */
  readonly column: number;
  /** +1 downwards, -1 upwards. */
  readonly turn: 1 | -1;
}

/** Where the ring crosses each row's line of centres: an edge counts its upper end, not its lower one. */
function crossingsOf(ring: Ring, h: number): Map<number, Crossing[]> {
  const byRow = new Map<number, Crossing[]>();
  ring.forEach((from, i) => {
    const to = ring[(i + 1) % ring.length]!;
    const isDown = from[1] < to[1];
    const [[x0, y0], [x1, y1]] = isDown ? [from, to] : [to, from];
    const first = Math.max(Math.ceil(y0 - 0.5), 0);
    for (let row = first; row < h && row + 0.5 < y1; row += 1) {
      const x = x0 + ((row + 0.5 - y0) * (x1 - x0)) / (y1 - y0);
      const crossing: Crossing = { column: Math.ceil(x - 0.5), turn: isDown ? 1 : -1 };
      const list = byRow.get(row);
      if (list === undefined) byRow.set(row, [crossing]);
      else list.push(crossing);
    }
  });
  return byRow;
}
