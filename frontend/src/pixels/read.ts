/** Reads a decoded picture's values out of the browser. */

import type { SizeHw } from "../geometry/points";
import type { PicturePixels } from "./types";

/** Rows read at a time: one band's RGBA copy is small next to the whole picture's. */
const BAND_ROWS = 256;

/**
 * The picture's 8-bit values as it is shown, 3 bytes a pixel, scaled to the image's size where a
 * smaller rendition is shown.
 */
export function readPixels(picture: CanvasImageSource, sizeHw: SizeHw): PicturePixels {
  const [h, w] = sizeHw;
  const values = new Uint8Array(h * w * 3);
  const canvas = new OffscreenCanvas(w, Math.min(BAND_ROWS, h));
  const context = canvas.getContext("2d", { willReadFrequently: true })!;
  for (let top = 0; top < h; top += BAND_ROWS) {
    const rows = Math.min(BAND_ROWS, h - top);
    context.clearRect(0, 0, w, rows);
    context.drawImage(picture, 0, -top, w, h);
    const { data } = context.getImageData(0, 0, w, rows);
    for (let from = 0, to = top * w * 3; from < data.length; from += 4, to += 3) {
      values[to] = data[from]!;
      values[to + 1] = data[from + 1]!;
      values[to + 2] = data[from + 2]!;
    }
  }
  return { sizeHw, channels: 3, maxValue: 255, values };
}
