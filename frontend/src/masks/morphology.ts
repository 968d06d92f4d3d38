/**
 * Cleaning masks: growing, shrinking and smoothing by a Euclidean disc, filling holes, removing specks.
 *
 * A pixel is within n of another if their centres are at most n apart. What lies beyond the image's edge
 * counts neither for a mask nor against it. The cost follows the mask's box, not the image.
 */

import { boxOfBbox, meetBoxes } from "../geometry/points";
import type { BoxXyxy } from "../geometry/points";
import { subtract, union } from "./boolean";
import { partsAtEdge, partsOf, unionOfParts } from "./components";
import { areaPx, bboxXywh, isEmptyRuns, RunsBuilder, runsFromBox } from "./runs";
import { spansOfRuns } from "./spans";
import type { Runs } from "./types";

export type Cleaning =
  | { readonly kind: "grow" | "shrink" | "smooth"; readonly px: number }
  /** `px`: the largest area that is filled or removed, in pixels. */
  | { readonly kind: "fill_holes" | "remove_specks"; readonly px: number };

export function cleaned(runs: Runs, { kind, px }: Cleaning): Runs {
  switch (kind) {
    case "grow":
      return grown(runs, px);
    case "shrink":
      return shrunk(runs, px);
    case "smooth":
      return smoothed(runs, px);
    case "fill_holes":
      return withoutHoles(runs, px);
    case "remove_specks":
      return withoutSpecks(runs, px);
  }
}

/** About how many steps a cleaning takes: what decides whether it may run between two frames. */
export function costOf(runs: Runs, { kind, px }: Cleaning): number {
  const [, , w, h] = bboxXywh(runs);
  const isByDisc = kind === "grow" || kind === "shrink" || kind === "smooth";
  if (!isByDisc) return 4 * runs.bounds.length + h;
  const passes = kind === "smooth" ? 4 : 1;
  const numSpans = runs.bounds.length / 2 + h;
  return passes * ((w + 2 * px) * (h + 2 * px) + numSpans * (2 * px + 1));
}

/** Every pixel of the image within `px` of the mask. */
export function grown(runs: Runs, px: number): Runs {
  if (isEmptyRuns(runs) || px <= 0) return runs;
  const [h, w] = runs.sizeHw;
  const reach = Math.floor(px);
  const own = boxOfBbox(bboxXywh(runs));
  const [x0, y0, x1, y1] = meetBoxes(widened(own, reach), [0, 0, w, h]);
  const rows = rowsOf(runs, own);
  const builder = new RunsBuilder(runs.sizeHw);
  // How many more of the discs begin than end at a column; their running sum says where any lies.
  const changes = new Int32Array(x1 - x0 + 1);
  for (let y = y0; y < y1; y += 1) {
    changes.fill(0);
    const last = Math.min(y + reach, own[3] - 1);
    for (let from = Math.max(y - reach, own[1]); from <= last; from += 1) {
      const half = Math.floor(Math.sqrt(px * px - (y - from) ** 2));
      const spans = rows[from - own[1]]!;
      for (let i = 0; i < spans.length; i += 2) {
        changes[Math.max(spans[i]! - half, x0) - x0]! += 1;
        changes[Math.min(spans[i + 1]! + half, x1) - x0]! -= 1;
      }
    }
    pushCovered(builder, changes, y * w + x0);
  }
  return builder.finish();
}

/** The pixels of the mask with no other pixel of the image within `px`. */
export function shrunk(runs: Runs, px: number): Runs {
  if (isEmptyRuns(runs) || px <= 0) return runs;
  const [h, w] = runs.sizeHw;
  // The nearest pixel outside of the box around the mask lies right at its edge.
  const box = meetBoxes(widened(boxOfBbox(bboxXywh(runs)), 1), [0, 0, w, h]);
  return subtract(runs, grown(subtract(runsFromBox(box, runs.sizeHw), runs), px));
}

/** Takes away what is thinner than a disc, then fills what is narrower than one. */
export function smoothed(runs: Runs, px: number): Runs {
  const opened = grown(shrunk(runs, px), px);
  return shrunk(grown(opened, px), px);
}

/** Fills holes of at most `largestPx` pixels: what is enclosed on all sides, corners not passing. */
export function withoutHoles(runs: Runs, largestPx: number): Runs {
  if (isEmptyRuns(runs)) return runs;
  const box = boxOfBbox(bboxXywh(runs));
  const gaps = partsOf(subtract(runsFromBox(box, runs.sizeHw), runs), 4);
  const open = partsAtEdge(gaps, box);
  const isHole = (part: number): boolean => !open.has(part) && gaps.areas[part]! <= largestPx;
  return union(runs, unionOfParts(gaps, isHole));
}

/** Removes parts of at most `largestPx` pixels that hang apart; the largest part always stays. */
export function withoutSpecks(runs: Runs, largestPx: number): Runs {
  if (isEmptyRuns(runs)) return runs;
  const parts = partsOf(runs, 8);
  let largest = 0;
  for (let part = 1; part < parts.count; part += 1) {
    if (parts.areas[part]! > parts.areas[largest]!) largest = part;
  }
  return unionOfParts(parts, (part) => part === largest || parts.areas[part]! > largestPx);
}

/** How many pixels two masks differ by in each direction: what a preview says about itself. */
export function difference(
  before: Runs,
  after: Runs,
): { readonly gained: number; readonly lost: number } {
  return { gained: areaPx(subtract(after, before)), lost: areaPx(subtract(before, after)) };
}

function widened([x0, y0, x1, y1]: BoxXyxy, by: number): BoxXyxy {
  return [x0 - by, y0 - by, x1 + by, y1 + by];
}

/** Start, end, start, end … of each row of a box. */
function rowsOf(runs: Runs, [, y0, , y1]: BoxXyxy): number[][] {
  const rows = Array.from({ length: y1 - y0 }, (): number[] => []);
  const spans = spansOfRuns(runs);
  for (let i = 0; i < spans.length; i += 1) {
    rows[spans.row(i) - y0]!.push(spans.start(i), spans.end(i));
  }
  return rows;
}

function pushCovered(builder: RunsBuilder, changes: Int32Array, base: number): void {
  let depth = 0;
  let start = -1;
  for (let i = 0; i < changes.length; i += 1) {
    depth += changes[i]!;
    if (depth > 0 && start < 0) start = i;
    if (depth === 0 && start >= 0) {
      builder.push(base + start, base + i);
      start = -1;
    }
  }
}
