/** Masks as row-major runs: making, measuring and looking into them. Everything else builds on this. */

import type { BboxXywh, BoxXyxy, SizeHw } from "../geometry/points";
import type { Runs } from "./types";

export function emptyRuns(sizeHw: SizeHw): Runs {
  return { sizeHw, bounds: new Int32Array(0) };
}

/** Collects ascending runs; runs that touch become one. */
export class RunsBuilder {
  private bounds: Int32Array;
  private length = 0;

  constructor(
    private readonly sizeHw: SizeHw,
    capacity = 64,
  ) {
    this.bounds = new Int32Array(Math.max(capacity, 2));
  }

  /** Adds the indices start … end - 1; start must not lie before the last run's end. */
  push(start: number, end: number): void {
    if (end <= start) return;
    if (this.length > 0 && this.bounds[this.length - 1] === start) {
      this.bounds[this.length - 1] = end;
      return;
    }
    if (this.length + 2 > this.bounds.length) this.grow(this.length + 2);
    this.bounds[this.length] = start;
    this.bounds[this.length + 1] = end;
    this.length += 2;
  }

  /** Copies runs from another mask's bounds, from index `from` up to `to` (both even). */
  pushBounds(source: Int32Array, from: number, to: number): void {
    if (from >= to) return;
    this.push(source[from]!, source[from + 1]!);
    const rest = source.subarray(from + 2, to);
    if (this.length + rest.length > this.bounds.length) this.grow(this.length + rest.length);
    this.bounds.set(rest, this.length);
    this.length += rest.length;
  }

  finish(): Runs {
    return { sizeHw: this.sizeHw, bounds: this.bounds.slice(0, this.length) };
  }

  private grow(needed: number): void {
    const larger = new Int32Array(Math.max(needed, this.bounds.length * 2));
    larger.set(this.bounds.subarray(0, this.length));
    this.bounds = larger;
  }
}

/** Runs of a bitmap: (H * W) values, row-major, zero for unset. */
export function runsFromBitmap(bitmap: ArrayLike<number>, sizeHw: SizeHw): Runs {
  const builder = new RunsBuilder(sizeHw);
  const total = sizeHw[0] * sizeHw[1];
  let start = -1;
  for (let i = 0; i < total; i += 1) {
    if (bitmap[i] !== 0 && start < 0) start = i;
    if (bitmap[i] === 0 && start >= 0) {
      builder.push(start, i);
      start = -1;
    }
  }
  if (start >= 0) builder.push(start, total);
  return builder.finish();
}

/** (H * W) uint8, row-major: 1 where set. */
export function bitmapFromRuns({ sizeHw, bounds }: Runs): Uint8Array {
  const bitmap = new Uint8Array(sizeHw[0] * sizeHw[1]);
  for (let i = 0; i < bounds.length; i += 2) bitmap.fill(1, bounds[i], bounds[i + 1]);
  return bitmap;
}

/** Runs of an axis-aligned box, clipped to the image. */
export function runsFromBox([x0, y0, x1, y1]: BoxXyxy, sizeHw: SizeHw): Runs {
  const [h, w] = sizeHw;
  const builder = new RunsBuilder(sizeHw);
  const left = Math.max(x0, 0);
  const right = Math.min(x1, w);
  for (let r = Math.max(y0, 0); r < Math.min(y1, h); r += 1)
    builder.push(r * w + left, r * w + right);
  return builder.finish();
}

export function isEmptyRuns(runs: Runs): boolean {
  return runs.bounds.length === 0;
}

export function equalRuns(a: Runs, b: Runs): boolean {
  if (a === b) return true;
  if (a.bounds.length !== b.bounds.length) return false;
  if (a.sizeHw[0] !== b.sizeHw[0] || a.sizeHw[1] !== b.sizeHw[1]) return false;
  return a.bounds.every((value, i) => value === b.bounds[i]);
}

export function areaPx({ bounds }: Runs): number {
  let area = 0;
  for (let i = 0; i < bounds.length; i += 2) area += bounds[i + 1]! - bounds[i]!;
  return area;
}

/** The smallest box around the set pixels; [0, 0, 0, 0] for an empty mask. */
export function bboxXywh({ sizeHw, bounds }: Runs): BboxXywh {
  if (bounds.length === 0) return [0, 0, 0, 0];
  const w = sizeHw[1];
  let left = w;
  let right = 0;
  for (let i = 0; i < bounds.length; i += 2) {
    const start = bounds[i]!;
    const last = bounds[i + 1]! - 1;
    const startColumn = start % w;
    // A run that reaches the next row covers a row's end and the next one's beginning.
    if (startColumn + (last - start) >= w) {
      left = 0;
      right = w;
      break;
    }
    if (startColumn < left) left = startColumn;
    if (last - start + startColumn >= right) right = last - start + startColumn + 1;
  }
  const top = Math.floor(bounds[0]! / w);
  const bottom = Math.floor((bounds[bounds.length - 1]! - 1) / w) + 1;
  return [left, top, right - left, bottom - top];
}

/** The index of the first bound that is greater than `position`: odd inside a run, even outside. */
export function upperBound(bounds: Int32Array, position: number, from = 0): number {
  let low = from;
  let high = bounds.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (bounds[middle]! > position) high = middle;
    else low = middle + 1;
  }
  return low;
}

export function hasPixel({ sizeHw, bounds }: Runs, row: number, column: number): boolean {
  if (row < 0 || column < 0 || row >= sizeHw[0] || column >= sizeHw[1]) return false;
  return (upperBound(bounds, row * sizeHw[1] + column) & 1) === 1;
}

/**
 * Appends the columns [c0, c1) that are set in one row, within [left, right), to `out`.
 *
 * The cost is a binary search and the runs met, whatever the size of the mask.
 */
export function rowSpans(
  { sizeHw, bounds }: Runs,
  row: number,
  left: number,
  right: number,
  out: number[],
): void {
  const base = row * sizeHw[1];
  const low = base + left;
  const high = base + right;
  for (let i = upperBound(bounds, low) & ~1; i < bounds.length; i += 2) {
    const start = bounds[i]!;
    if (start >= high) return;
    const end = bounds[i + 1]!;
    if (end > low) out.push((start > low ? start : low) - base, (end < high ? end : high) - base);
  }
}
