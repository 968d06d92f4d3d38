/** A mask that a gesture is editing: rows are expanded when first touched, the rest stays as it is. */

import { addInterval, removeInterval, xorIntervals } from "../masks/intervals";
import { RunsBuilder, rowSpans } from "../masks/runs";
import type { Runs } from "../masks/types";

export class Draft {
  private readonly rows = new Map<number, number[]>();

  constructor(readonly base: Runs) {}

  add(row: number, start: number, end: number): void {
    addInterval(this.expand(row), start, end);
  }

  remove(row: number, start: number, end: number): void {
    removeInterval(this.expand(row), start, end);
  }

  /** Appends the columns [c0, c1) that are now set in one row, within [left, right), to `out`. */
  rowSpans(row: number, left: number, right: number, out: number[]): void {
    const list = this.rows.get(row);
    if (list === undefined) {
      rowSpans(this.base, row, left, right, out);
      return;
    }
    for (let i = 0; i < list.length; i += 2) {
      const start = Math.max(list[i]!, left);
      const end = Math.min(list[i + 1]!, right);
      if (start < end) out.push(start, end);
    }
  }

  /** The pixels that differ from the base: the gesture's patch, its own inverse. */
  patch(): Runs {
    const w = this.base.sizeHw[1];
    const builder = new RunsBuilder(this.base.sizeHw);
    for (const row of [...this.rows.keys()].sort((a, b) => a - b)) {
      const before: number[] = [];
      rowSpans(this.base, row, 0, w, before);
      const differing = xorIntervals(before, this.rows.get(row)!);
      for (let i = 0; i < differing.length; i += 2) {
        builder.push(row * w + differing[i]!, row * w + differing[i + 1]!);
      }
    }
    return builder.finish();
  }

  private expand(row: number): number[] {
    let list = this.rows.get(row);
    if (list === undefined) {
      list = [];
      rowSpans(this.base, row, 0, this.base.sizeHw[1], list);
      this.rows.set(row, list);
    }
    return list;
  }
}
