/** The lines between image pixels, where these are large enough to be told apart. */

import type { SizeHw } from "../../geometry/points";
import type { View } from "../../geometry/view";
import { deviceStart } from "./device";

/** From this many CSS pixels to an image pixel on. */
export const GRID_FROM_SCALE = 8;

/** Seen on dark and on bright pictures; faint at first, lest small pixels drown in lines. */
function colorAt(cssScale: number): string {
  return `rgba(127, 127, 127, ${Math.min(0.2 + (cssScale - GRID_FROM_SCALE) * 0.04, 0.55)})`;
}

/** @param view in device pixels. */
export function drawPixelGrid(
  context: CanvasRenderingContext2D,
  [h, w]: SizeHw,
  view: View,
  pixelRatio: number,
): void {
  if (view.scale < GRID_FROM_SCALE * pixelRatio) return;
  const { width, height } = context.canvas;
  const [x0, x1] = visible(w, width, view.scale, view.x);
  const [y0, y1] = visible(h, height, view.scale, view.y);
  // Lines run to the canvas's edge where the picture goes on behind it.
  const left = Math.max(deviceStart(0, view.scale, view.x), 0);
  const right = Math.min(deviceStart(w, view.scale, view.x), width);
  const top = Math.max(deviceStart(0, view.scale, view.y), 0);
  const bottom = Math.min(deviceStart(h, view.scale, view.y), height);
  context.fillStyle = colorAt(view.scale / pixelRatio);
  for (let x = x0; x <= x1; x += 1) {
    context.fillRect(deviceStart(x, view.scale, view.x), top, 1, bottom - top);
  }
  for (let y = y0; y <= y1; y += 1) {
    context.fillRect(left, deviceStart(y, view.scale, view.y), right - left, 1);
  }
}

/** The first and last image line inside of the canvas. */
function visible(length: number, canvas: number, scale: number, offset: number): [number, number] {
  const first = Math.max(Math.ceil(-offset / scale), 0);
  const last = Math.min(Math.floor((canvas - offset) / scale), length);
  return [first, last];
}
