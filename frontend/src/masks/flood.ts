/**
 * Flood fill over row spans: from one pixel through all that touch, or over the whole image.
 *
 * Which pixels of a row may be filled is asked once for each row that the flood reaches, as spans; from
 * then on whole spans are visited instead of pixels. The work can be done in slices.
 */

import type { SizeHw } from "../geometry/points";
import { RunsBuilder } from "./runs";
import type { Runs } from "./types";

/** The fillable columns of a row: [start, end, start, end, …], ascending, not touching. */
export type RowSource = (row: number) => readonly number[];

export interface FloodOptions {
  /** Only what touches the seed; else every fillable pixel of the image. */
  readonly isContiguous: boolean;
  /** Whether pixels touch by edges only, or by corners too. */
  readonly neighbours: 4 | 8;
}

interface Row {
  readonly spans: readonly number[];
  readonly isTaken: Uint8Array;
}

/** How many spans are visited between two looks at the clock. */
const SPANS_PER_LOOK = 512;

export class Flood {
  private readonly rows: (Row | undefined)[];
  /** Spans to look round from: row, index, row, index, … */
  private readonly stack: number[] = [];
  private nextRow = 0;

  constructor(
    private readonly source: RowSource,
    private readonly sizeHw: SizeHw,
    seed: { readonly row: number; readonly column: number },
    private readonly options: FloodOptions,
  ) {
    this.rows = new Array<undefined>(sizeHw[0]).fill(undefined);
    if (options.isContiguous) this.reach(seed.row, seed.column, seed.column + 1);
  }

  /** Works until the moment is over; true when all is done. */
  run(until: () => boolean = () => false): boolean {
    return this.options.isContiguous ? this.spread(until) : this.readAll(until);
  }

  /** What was reached. */
  runs(): Runs {
    const w = this.sizeHw[1];
    const builder = new RunsBuilder(this.sizeHw);
    this.rows.forEach((row, r) => {
      row?.isTaken.forEach((taken, i) => {
        if (taken === 1) builder.push(r * w + row.spans[2 * i]!, r * w + row.spans[2 * i + 1]!);
      });
    });
    return builder.finish();
  }

  private spread(until: () => boolean): boolean {
    const { stack, rows } = this;
    const corner = this.options.neighbours === 8 ? 1 : 0;
    for (let count = 1; stack.length > 0; count += 1) {
      if (count % SPANS_PER_LOOK === 0 && until()) return false;
      const i = stack.pop()!;
      const r = stack.pop()!;
      const { spans } = rows[r]!;
      const [start, end] = [spans[2 * i]! - corner, spans[2 * i + 1]! + corner];
      if (r > 0) this.reach(r - 1, start, end);
      if (r + 1 < this.sizeHw[0]) this.reach(r + 1, start, end);
    }
    return true;
  }

  private readAll(until: () => boolean): boolean {
    while (this.nextRow < this.sizeHw[0]) {
      this.rowAt(this.nextRow).isTaken.fill(1);
      this.nextRow += 1;
      if (until()) return this.nextRow === this.sizeHw[0];
    }
    return true;
  }

  /** Takes the spans of a row that have a column within [start, end). */
  private reach(row: number, start: number, end: number): void {
    const { spans, isTaken } = this.rowAt(row);
    for (let i = firstEndingAfter(spans, start); i < isTaken.length; i += 1) {
      if (spans[2 * i]! >= end) return;
      if (isTaken[i] === 1) continue;
      isTaken[i] = 1;
      this.stack.push(row, i);
    }
  }

  private rowAt(row: number): Row {
    let found = this.rows[row];
    if (found === undefined) {
      const spans = this.source(row);
      found = { spans, isTaken: new Uint8Array(spans.length / 2) };
      this.rows[row] = found;
    }
    return found;
  }
}

/** The index of the first span whose end lies after a column. */
function firstEndingAfter(spans: readonly number[], column: number): number {
  let low = 0;
  let high = spans.length / 2;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (spans[2 * middle + 1]! > column) high = middle;
    else low = middle + 1;
  }
  return low;
}
