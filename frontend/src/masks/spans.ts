/** A reusable list of row spans: what rasterising a stroke or a shape yields and painting consumes. */

import type { BoxXyxy } from "../geometry/points";
import { emptyBox } from "../geometry/points";
import type { Runs } from "./types";

/** Spans (row, start column, end column), end not included. Kept between strokes: no garbage per move. */
export class Spans {
  private triples = new Int32Array(3 * 256);
  private used = 0;

  get length(): number {
    return this.used / 3;
  }

  clear(): void {
    this.used = 0;
  }

  push(row: number, start: number, end: number): void {
    if (this.used + 3 > this.triples.length) {
      const larger = new Int32Array(this.triples.length * 2);
      larger.set(this.triples);
      this.triples = larger;
    }
    this.triples[this.used] = row;
    this.triples[this.used + 1] = start;
    this.triples[this.used + 2] = end;
    this.used += 3;
  }

  row(i: number): number {
    return this.triples[3 * i]!;
  }

  start(i: number): number {
    return this.triples[3 * i + 1]!;
  }

  end(i: number): number {
    return this.triples[3 * i + 2]!;
  }

  /** The smallest box around all spans. */
  box(): BoxXyxy {
    if (this.used === 0) return emptyBox;
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
    for (let i = 0; i < this.length; i += 1) {
      left = Math.min(left, this.start(i));
      top = Math.min(top, this.row(i));
      right = Math.max(right, this.end(i));
      bottom = Math.max(bottom, this.row(i) + 1);
    }
    return [left, top, right, bottom];
  }
}

/** A mask's runs, row by row. */
export function spansOfRuns({ sizeHw, bounds }: Runs): Spans {
  const w = sizeHw[1];
  const spans = new Spans();
  for (let i = 0; i < bounds.length; i += 2) {
    const end = bounds[i + 1]!;
    let at = bounds[i]!;
    while (at < end) {
      const row = Math.floor(at / w);
      const stop = Math.min(end, (row + 1) * w);
      spans.push(row, at - row * w, stop - row * w);
      at = stop;
    }
  }
  return spans;
}
