/** Row-major runs to column-major ones and back, without ever making a bitmap. */

import { rowSpans } from "./runs";
import { xorIntervals } from "./intervals";
import type { Runs } from "./types";

/**
 * The mask with rows and columns exchanged: (H, W) to (W, H).
 *
 * A run of a column starts or ends exactly where a pixel differs from the one above it. Row by row
 * these are the columns in which the row differs from the row before, so every row appends its own
 * number to the lists of those columns, which come out sorted. The cost is the runs read and written.
 */
export function transpose(runs: Runs): Runs {
  const [h, w] = runs.sizeHw;
  const toggles = togglesByRow(runs);
  const [left, right] = columnRange(toggles);
  const starts = new Int32Array(right - left + 1);
  for (const { columns } of toggles) {
    for (let i = 0; i < columns.length; i += 2) {
      for (let c = columns[i]!; c < columns[i + 1]!; c += 1) starts[c + 1 - left]! += 1;
    }
  }
  for (let i = 1; i < starts.length; i += 1) starts[i]! += starts[i - 1]!;
  const sorted = new Int32Array(starts[right - left]!);
  for (const { row, columns } of toggles) {
    for (let i = 0; i < columns.length; i += 2) {
      for (let c = columns[i]!; c < columns[i + 1]!; c += 1) {
        sorted[starts[c - left]!] = c * h + row;
        starts[c - left]! += 1;
      }
    }
  }
  return { sizeHw: [w, h], bounds: joinTouching(sorted) };
}

/** The columns [left, right) in which anything toggles: small masks in large images stay cheap. */
function columnRange(toggles: readonly RowToggles[]): [number, number] {
  let left = Infinity;
  let right = 0;
  for (const { columns } of toggles) {
    left = Math.min(left, columns[0]!);
    right = Math.max(right, columns[columns.length - 1]!);
  }
  return [Math.min(left, right), right];
}

interface RowToggles {
  readonly row: number;
  /** Intervals of columns in which this row differs from the row above. */
  readonly columns: readonly number[];
}

function togglesByRow(runs: Runs): RowToggles[] {
  const [h, w] = runs.sizeHw;
  const { bounds } = runs;
  if (bounds.length === 0) return [];
  const top = Math.floor(bounds[0]! / w);
  const bottom = Math.floor((bounds[bounds.length - 1]! - 1) / w) + 1;
  const toggles: RowToggles[] = [];
  let above: number[] = [];
  for (let row = top; row <= bottom; row += 1) {
    const columns: number[] = [];
    if (row < h) rowSpans(runs, row, 0, w, columns);
    const differing = xorIntervals(above, columns);
    if (differing.length > 0) toggles.push({ row, columns: differing });
    above = columns;
  }
  return toggles;
}

/** A run that ends where the next starts (over the end of a column) goes on. */
function joinTouching(bounds: Int32Array): Int32Array {
  let length = 0;
  for (let i = 0; i < bounds.length; i += 1) {
    if (length > 0 && bounds[length - 1] === bounds[i]) length -= 1;
    else {
      bounds[length] = bounds[i]!;
      length += 1;
    }
  }
  return bounds.slice(0, length);
}
