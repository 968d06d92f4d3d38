/** Which pixels of a row look like one pixel: the rows that a fill by colour floods. */

import type { RowSource } from "../masks/flood";
import type { PicturePixels } from "./types";

/**
 * Pixels of which no channel differs by more than the tolerance from the seed's.
 *
 * @param tolerance 0 to 255, whatever the picture's depth.
 */
export function similarRows(
  { sizeHw, channels, maxValue, values }: PicturePixels,
  seed: { readonly row: number; readonly column: number },
  tolerance: number,
): RowSource {
  const w = sizeHw[1];
  const at = (seed.row * w + seed.column) * channels;
  const reach = (tolerance * maxValue) / 255;
  const isGrey = channels === 1;
  const [low0, high0] = [values[at]! - reach, values[at]! + reach];
  const [low1, high1] = isGrey ? [0, 0] : [values[at + 1]! - reach, values[at + 1]! + reach];
  const [low2, high2] = isGrey ? [0, 0] : [values[at + 2]! - reach, values[at + 2]! + reach];
  return (row) => {
    const spans: number[] = [];
    let start = -1;
    for (let c = 0, i = row * w * channels; c < w; c += 1, i += channels) {
      const isSimilar =
        values[i]! >= low0 &&
        values[i]! <= high0 &&
        (isGrey ||
          (values[i + 1]! >= low1 &&
            values[i + 1]! <= high1 &&
            values[i + 2]! >= low2 &&
            values[i + 2]! <= high2));
      if (isSimilar === start >= 0) continue;
      if (isSimilar) start = c;
      else {
        spans.push(start, c);
        start = -1;
      }
    }
    if (start >= 0) spans.push(start, w);
    return spans;
  };
}
