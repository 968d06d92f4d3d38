/** Device pixels: which image pixel lies under each of them. One rule for the picture and the overlay. */

import type { BoxXyxy } from "../../geometry/points";
import type { View } from "../../geometry/view";

/** A view in device pixels: device = image * scale + (x, y). */
export function deviceView({ scale, x, y }: View, pixelRatio: number): View {
  return { scale: scale * pixelRatio, x: x * pixelRatio, y: y * pixelRatio };
}

/** The image column (or row) under the centre of a device pixel; may lie outside of the image. */
export function imageIndex(pixel: number, scale: number, offset: number): number {
  return Math.floor((pixel + 0.5 - offset) / scale);
}

/** The first device pixel whose centre is at or behind an image coordinate. */
export function deviceStart(coordinate: number, scale: number, offset: number): number {
  return Math.ceil(coordinate * scale + offset - 0.5);
}

/** The device pixels that show a box of image pixels, with a margin, clipped to the canvas. */
export function deviceBox(
  [x0, y0, x1, y1]: BoxXyxy,
  view: View,
  marginPx: number,
  canvasWh: readonly [number, number],
): BoxXyxy {
  return [
    Math.max(deviceStart(x0, view.scale, view.x) - marginPx, 0),
    Math.max(deviceStart(y0, view.scale, view.y) - marginPx, 0),
    Math.min(deviceStart(x1, view.scale, view.x) + marginPx, canvasWh[0]),
    Math.min(deviceStart(y1, view.scale, view.y) + marginPx, canvasWh[1]),
  ];
}
