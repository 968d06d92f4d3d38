/** Where a patch lies, in boxes no larger than a tile: a long thin stroke never dirties its whole box. */

import type { BoxXyxy } from "../geometry/points";
import type { Runs } from "../masks/types";
import { TILE_SHIFT, TILE_SIZE } from "./idmap";

/** One tight box for each tile that the runs meet. */
export function tileBoxes({ sizeHw, bounds }: Runs): BoxXyxy[] {
  const w = sizeHw[1];
  const across = Math.ceil(w / TILE_SIZE);
  const boxes = new Map<number, [number, number, number, number]>();
  const note = (row: number, from: number, to: number): void => {
    for (let left = from; left < to; left = (left | (TILE_SIZE - 1)) + 1) {
      const right = Math.min(to, (left | (TILE_SIZE - 1)) + 1);
      const tile = (row >> TILE_SHIFT) * across + (left >> TILE_SHIFT);
      const box = boxes.get(tile);
      if (box === undefined) boxes.set(tile, [left, row, right, row + 1]);
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
