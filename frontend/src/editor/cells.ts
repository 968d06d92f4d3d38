/** Where a patch lies, in small boxes: a long thin stroke never dirties the whole box around it. */

import type { BoxXyxy } from "../geometry/points";
import type { Runs } from "../masks/types";

/** Small enough that little is composed in vain, large enough that the boxes stay few. */
const CELL_SHIFT = 7;
const CELL_MASK = (1 << CELL_SHIFT) - 1;

/** One tight box for each cell of 128² pixels that the runs meet. */
export function cellBoxes({ sizeHw, bounds }: Runs): BoxXyxy[] {
  const w = sizeHw[1];
  const across = (w >> CELL_SHIFT) + 1;
  const boxes = new Map<number, [number, number, number, number]>();
  const note = (row: number, from: number, to: number): void => {
    for (let left = from; left < to; left = (left | CELL_MASK) + 1) {
      const right = Math.min(to, (left | CELL_MASK) + 1);
      const cell = (row >> CELL_SHIFT) * across + (left >> CELL_SHIFT);
      const box = boxes.get(cell);
      if (box === undefined) boxes.set(cell, [left, row, right, row + 1]);
      else {
        box[0] = Math.min(box[0], left);
        box[2] = Math.max(box[2], right);
        box[3] = row + 1;
      }
    }
  };
  for (let i = 0; i < bounds.length; i += 2) {
    let at = bounds[i]!;
    const end = bounds[i + 1]!;
    while (at < end) {
      const row = Math.floor(at / w);
      const stop = Math.min(end, (row + 1) * w);
      note(row, at - row * w, stop - row * w);
      at = stop;
    }
  }
  return [...boxes.values()];
}
