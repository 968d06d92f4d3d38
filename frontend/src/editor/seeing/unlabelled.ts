/**
 * Which pixels nobody owns, counted in cells: a stroke makes only the cells that it meets count again, so
 * the cost follows the pixels that change. Segments that are hidden own their pixels all the same.
 */

import type { BoxXyxy } from "../../geometry/points";
import { subtractIntervals } from "../../masks/intervals";
import { NOBODY } from "../idmap";
import type { Core } from "../core";
import { rowSpansOf } from "../layer";

/** 128² pixels: counted in some ten microseconds. */
const CELL_SHIFT = 7;
export const CELL_SIZE = 1 << CELL_SHIFT;
const STALE = -1;

export class Unlabelled {
  /** Grows with every change: results of an older one are out of date. */
  version = 0;
  private readonly across: number;
  private readonly counts: Int32Array;
  private readonly stale: number[] = [];
  private sum = 0;
  private readonly owners = new Int32Array(3 * CELL_SIZE);

  constructor(private readonly core: Core) {
    const [h, w] = core.state.sizeHw;
    this.across = Math.ceil(w / CELL_SIZE);
    this.counts = new Int32Array(this.across * Math.ceil(h / CELL_SIZE));
    this.touch([0, 0, w, h]);
    core.dirty.subscribe((dirty) => {
      if (typeof dirty !== "string") this.touch(dirty);
    });
  }

  /**
   * How many pixels nobody owns; null where counting is not done within the time given. Then the next
   * call goes on.
   */
  count(budgetMs: number): number | null {
    const until = performance.now() + budgetMs;
    while (this.stale.length > 0) {
      this.recount(this.stale.pop()!);
      if (this.stale.length > 0 && performance.now() > until) return null;
    }
    return this.sum;
  }

  /** Appends the columns of a row within [left, right) that nobody owns. */
  freeSpans(row: number, left: number, right: number, out: number[]): void {
    for (let from = left; from < right;) {
      const to = Math.min(right, (from | (CELL_SIZE - 1)) + 1);
      const cell = (row >> CELL_SHIFT) * this.across + (from >> CELL_SHIFT);
      const count = this.counts[cell]!;
      // Cells that are all free or all owned are most of them; their pixels need not be read.
      if (count === this.sizeOf(cell)) append(out, from, to);
      else if (count !== 0) this.readFree(row, from, to, out);
      from = to;
    }
  }

  private touch([x0, y0, x1, y1]: BoxXyxy): void {
    const [h, w] = this.core.state.sizeHw;
    const [left, top] = [Math.max(x0, 0) >> CELL_SHIFT, Math.max(y0, 0) >> CELL_SHIFT];
    const [right, bottom] = [Math.min(x1, w), Math.min(y1, h)];
    if (right <= 0 || bottom <= 0) return;
    this.version += 1;
    for (let y = top; y <= (bottom - 1) >> CELL_SHIFT; y += 1) {
      for (let x = left; x <= (right - 1) >> CELL_SHIFT; x += 1) {
        const cell = y * this.across + x;
        if (this.counts[cell] === STALE) continue;
        this.sum -= this.counts[cell]!;
        this.counts[cell] = STALE;
        this.stale.push(cell);
      }
    }
  }

  private recount(cell: number): void {
    const [x0, y0, x1, y1] = this.boxOf(cell);
    let count = 0;
    const spans: number[] = [];
    for (let row = y0; row < y1; row += 1) {
      spans.length = 0;
      this.readFree(row, x0, x1, spans);
      for (let i = 0; i < spans.length; i += 2) count += spans[i + 1]! - spans[i]!;
    }
    this.counts[cell] = count;
    this.sum += count;
  }

  /** Reads one row of one cell. */
  private readFree(row: number, left: number, right: number, out: number[]): void {
    const { segments, state } = this.core;
    const used = segments.idMap.owners(row, left, right, this.owners);
    let free: number[] = [];
    for (let i = 0; i < used; i += 3) {
      if (this.owners[i] === NOBODY) free.push(this.owners[i + 1]!, this.owners[i + 2]!);
    }
    const hasHidden = state.hiddenUids.size > 0 || state.hiddenClassIds.size > 0;
    // In layered images hidden segments are not in the id-map; what they own is theirs all the same.
    if (state.overlapMode === "layered" && hasHidden && free.length > 0) {
      for (const item of segments.meeting([left, row, right, row + 1])) {
        if (!item.isHidden) continue;
        const owned: number[] = [];
        rowSpansOf(item, row, left, right, owned);
        free = subtractIntervals(free, owned);
      }
    }
    for (let i = 0; i < free.length; i += 2) append(out, free[i]!, free[i + 1]!);
  }

  private boxOf(cell: number): BoxXyxy {
    const [h, w] = this.core.state.sizeHw;
    const x = (cell % this.across) << CELL_SHIFT;
    const y = Math.floor(cell / this.across) << CELL_SHIFT;
    return [x, y, Math.min(x + CELL_SIZE, w), Math.min(y + CELL_SIZE, h)];
  }

  private sizeOf(cell: number): number {
    const [x0, y0, x1, y1] = this.boxOf(cell);
    return (x1 - x0) * (y1 - y0);
  }
}

function append(spans: number[], start: number, end: number): void {
  if (spans.length > 0 && spans[spans.length - 1] === start) spans[spans.length - 1] = end;
  else spans.push(start, end);
}
