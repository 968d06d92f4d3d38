/** The sizes in which a picture is kept for views that show it small. */

import type { SizeHw } from "../geometry/points";

/** Smaller halvings would save nothing. */
const SMALLEST_SIDE_PX = 1024;

export interface Halving {
  readonly sizeHw: SizeHw;
  /** Of this size to the whole picture: 0.5, 0.25, … */
  readonly scale: number;
}

export function halvingsOf([h, w]: SizeHw): Halving[] {
  const sizes: Halving[] = [];
  for (let scale = 0.5; Math.min(h, w) * scale >= SMALLEST_SIDE_PX; scale /= 2) {
    sizes.push({ sizeHw: [Math.ceil(h * scale), Math.ceil(w * scale)], scale });
  }
  return sizes;
}

/** Every value is the mean of the up to four that it stands for. */
export function halved(
  values: Uint16Array,
  [h, w]: SizeHw,
  [halfH, halfW]: SizeHw,
): Uint16Array<ArrayBuffer> {
  const out = new Uint16Array(halfH * halfW);
  for (let row = 0; row < halfH; row += 1) {
    const top = 2 * row * w;
    const bottom = Math.min(2 * row + 1, h - 1) * w;
    for (let column = 0; column < halfW; column += 1) {
      const left = 2 * column;
      const right = Math.min(left + 1, w - 1);
      const sum =
        values[top + left]! +
        values[top + right]! +
        values[bottom + left]! +
        values[bottom + right]!;
      out[row * halfW + column] = (sum + 2) >> 2;
    }
  }
  return out;
}
