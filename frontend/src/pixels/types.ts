/** The picture's values, for tools that look at the picture itself (fill, scissors, histogram). */

import type { SizeHw } from "../geometry/points";

/** Row-major; channels interleaved: 1 (grey) or 3 (red, green, blue). */
export interface PicturePixels {
  readonly sizeHw: SizeHw;
  readonly channels: 1 | 3;
  /** 255, or 65,535 for original 16-bit values. */
  readonly maxValue: number;
  readonly values: Uint8Array | Uint16Array;
}
