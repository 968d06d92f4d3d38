/** Where a patch lies, in small boxes: a long thin stroke never dirties the whole box around it. */

import type { BoxXyxy, SizeHw } from "../geometry/points";
import type { Runs } from "../masks/types";

/** Small enough that little is composed in vain, large enough that the boxes stay few. */
const CELL_SHIFT = 7;
const CELL_MASK = (1 << CELL_SHIFT) - 1;

/** One tight box for each cell of 128² pixels that the runs meet. */
export function cellBoxes(runs: Runs): BoxXyxy[] {
  const cells = new Cells(runs.sizeHw);
  cells.addRuns(runs);
  return cells.boxes();
}

/** Cells of 128² pixels with a tight box in each: of many patches no pixel is named twice. */
export class Cells {
  private readonly across: number;
  private readonly byCell = new Map<number, [number, number, number, number]>();

  constructor(private readonly sizeHw: SizeHw) {
    this.across = (sizeHw[1] >> CELL_SHIFT) + 1;
  }

  /** The part of all cells that is met, 0 to 1. */
  get share(): number {
    return this.byCell.size / (this.across * ((this.sizeHw[0] >> CELL_SHIFT) + 1));
  }

  addRuns({ bounds }: Runs): void {
    const w = this.sizeHw[1];
    for (let i = 0; i < bounds.length; i += 2) {
      let at = bounds[i]!;
      const end = bounds[i + 1]!;
      while (at < end) {
        const row = Math.floor(at / w);
        const stop = Math.min(end, (row + 1) * w);
        this.addRows(row, row + 1, at - row * w, stop - row * w);
        at = stop;
      }
    }
  }

  addBox([left, top, right, bottom]: BoxXyxy): void {
    for (let row = top; row < bottom; row = (row | CELL_MASK) + 1) {
      this.addRows(row, Math.min(bottom, (row | CELL_MASK) + 1), left, right);
    }
  }

  boxes(): BoxXyxy[] {
    return [...this.byCell.values()];
  }

  /** Rows of one row of cells. */
  private addRows(top: number, bottom: number, from: number, to: number): void {
    for (let left = from; left < to; left = (left | CELL_MASK) + 1) {
      const right = Math.min(to, (left | CELL_MASK) + 1);
      const cell = (top >> CELL_SHIFT) * this.across + (left >> CELL_SHIFT);
      const box = this.byCell.get(cell);
      if (box === undefined) this.byCell.set(cell, [left, top, right, bottom]);
      else {
        box[0] = Math.min(box[0], left);
        box[1] = Math.min(box[1], top);
        box[2] = Math.max(box[2], right);
        box[3] = Math.max(box[3], bottom);
      }
    }
  }
}
