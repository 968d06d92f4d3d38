/** The two computations on pixels that saving needs: carving for overlaps, drawing pending polygons. */

import { subtract, union } from "../masks/boolean";
import { countsFromRuns, runsFromCounts } from "../masks/counts";
import { rasterise as rasteriseRuns } from "../masks/polygon";
import { isEmptyRuns } from "../masks/runs";
import type { Runs } from "../masks/types";
import type { PolygonWire, RleWire } from "./types";

/** The mask without the pixels of the others; null when nothing is left. */
export function carve(mask: RleWire, without: readonly RleWire[]): RleWire | null {
  const [first, ...rest] = without.map(runs);
  if (!first) return mask;
  const left = subtract(runs(mask), rest.reduce(union, first));
  return isEmptyRuns(left) ? null : wire(left);
}

export function rasterise(polygon: PolygonWire, sizeHw: readonly [number, number]): RleWire {
  return wire(rasteriseRuns(polygon, sizeHw));
}

function runs(mask: RleWire): Runs {
  return runsFromCounts(mask.counts, mask.size);
}

export function wire(mask: Runs): RleWire {
  return { size: mask.sizeHw, counts: countsFromRuns(mask) };
}
