/** The outline of one region at screen resolution, by interval arithmetic on rows: no bitmap is made. */

import type { BoxXyxy } from "../../geometry/points";
import type { View } from "../../geometry/view";
import { meetIntervals, subtractIntervals, uniteIntervals } from "../../masks/intervals";
import { deviceStart, imageIndex } from "./device";
import type { Pixels } from "./sample";

/** Appends the image columns that a region has in an image row, within [left, right), to `out`. */
export type RowSource = (row: number, left: number, right: number, out: number[]) => void;

export interface OutlineStyle {
  /** Drawn inside of the region's border, this thick. */
  readonly inner: number;
  readonly innerPx: number;
  /** Drawn one pixel wide around it; 0 for none. */
  readonly outer: number;
  /** Drawn over the region's inside; 0 for none. */
  readonly fill: number;
}

/** Draws the outline of a region within a box of device pixels. */
export function drawOutline(
  pixels: Pixels,
  rowsOf: RowSource,
  sizeHw: readonly [number, number],
  view: View,
  box: BoxXyxy,
  style: OutlineStyle,
): void {
  const { innerPx } = style;
  const [x0, y0, x1, y1] = box;
  const rows = deviceRows(rowsOf, sizeHw, view, [x0, y0 - innerPx, x1, y1 + innerPx], innerPx);
  for (let y = y0; y < y1; y += 1) {
    const at = y - y0 + innerPx;
    const row = rows[at]!;
    const [up, down] = [rows[at - 1]!, rows[at + 1]!];
    if (row.length === 0 && up.length === 0 && down.length === 0) continue;
    const far = meetIntervals(rows[at - innerPx]!, rows[at + innerPx]!);
    const inside = meetIntervals(grown(row, -innerPx), far);
    drawSpans(pixels, y, x0, x1, subtractIntervals(row, inside), style.inner);
    if (style.fill !== 0) drawSpans(pixels, y, x0, x1, inside, style.fill);
    if (style.outer === 0) continue;
    const around = uniteIntervals(grown(row, 1), uniteIntervals(up, down));
    drawSpans(pixels, y, x0, x1, subtractIntervals(around, row), style.outer);
  }
}

/** A region's device intervals for each device row of a box, `reach` pixels further to both sides. */
function deviceRows(
  rowsOf: RowSource,
  [h, w]: readonly [number, number],
  view: View,
  [x0, y0, x1, y1]: BoxXyxy,
  reach: number,
): readonly number[][] {
  const left = Math.max(imageIndex(x0 - reach - 1, view.scale, view.x), 0);
  const right = Math.min(imageIndex(x1 + reach, view.scale, view.x) + 1, w);
  const rows: number[][] = [];
  let lastRow = -1;
  let intervals: number[] = [];
  for (let y = y0; y < y1; y += 1) {
    const row = imageIndex(y, view.scale, view.y);
    if (row !== lastRow) {
      const columns: number[] = [];
      if (row >= 0 && row < h && left < right) rowsOf(row, left, right, columns);
      intervals = toDevice(columns, view);
      lastRow = row;
    }
    rows.push(intervals);
  }
  return rows;
}

function toDevice(columns: readonly number[], { scale, x }: View): number[] {
  const intervals: number[] = [];
  for (let i = 0; i < columns.length; i += 2) {
    const start = deviceStart(columns[i]!, scale, x);
    // However small it is on the screen, what is selected is seen.
    const end = Math.max(deviceStart(columns[i + 1]!, scale, x), start + 1);
    const before = intervals.length - 1;
    if (before > 0 && intervals[before]! >= start)
      intervals[before] = Math.max(intervals[before]!, end);
    else intervals.push(start, end);
  }
  return intervals;
}

/** Every interval longer by `by` at both ends (shorter where negative); joined where they meet. */
function grown(intervals: readonly number[], by: number): number[] {
  const out: number[] = [];
  for (let i = 0; i < intervals.length; i += 2) {
    const start = intervals[i]! - by;
    const end = intervals[i + 1]! + by;
    if (start >= end) continue;
    if (out.length > 0 && out[out.length - 1]! >= start) out[out.length - 1] = end;
    else out.push(start, end);
  }
  return out;
}

function drawSpans(
  { data, width }: Pixels,
  y: number,
  x0: number,
  x1: number,
  spans: readonly number[],
  color: number,
): void {
  for (let i = 0; i < spans.length; i += 2) {
    const start = Math.max(spans[i]!, x0);
    const end = Math.min(spans[i + 1]!, x1);
    if (start < end) data.fill(color, y * width + start, y * width + end);
  }
}
