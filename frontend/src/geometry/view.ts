/** The view transform: how image pixels lie on the screen. Pure functions on an immutable View. */

import { imagePoint, screenPoint } from "./points";
import type { ImagePoint, ScreenPoint, SizeHw } from "./points";

/** screen = image * scale + (x, y); scale in CSS pixels per image pixel, x and y in CSS pixels. */
export interface View {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

/** One image pixel never grows beyond this many CSS pixels. */
export const MAX_SCALE = 64;

/** The picture always leaves this many CSS pixels of itself inside the viewport. */
const KEPT_PX = 48;

/** Room around a fitted picture, in CSS pixels. */
export const FIT_MARGIN_PX = 16;

export function toScreen(view: View, point: ImagePoint): ScreenPoint {
  return screenPoint(point.x * view.scale + view.x, point.y * view.scale + view.y);
}

export function toImage(view: View, point: ScreenPoint): ImagePoint {
  return imagePoint((point.x - view.x) / view.scale, (point.y - view.y) / view.scale);
}

/** The view that shows the whole picture, centred; small pictures are enlarged at most eightfold. */
export function fit(sizeHw: SizeHw, viewportHw: SizeHw): View {
  const [h, w] = sizeHw;
  const [viewportH, viewportW] = viewportHw;
  const roomW = Math.max(viewportW - 2 * FIT_MARGIN_PX, 1);
  const roomH = Math.max(viewportH - 2 * FIT_MARGIN_PX, 1);
  const scale = Math.min(roomW / w, roomH / h, 8);
  return { scale, x: (viewportW - w * scale) / 2, y: (viewportH - h * scale) / 2 };
}

/** Scales about a screen point: the image point under it stays under it, unless a limit forbids. */
export function zoomAt(
  view: View,
  at: ScreenPoint,
  factor: number,
  sizeHw: SizeHw,
  viewportHw: SizeHw,
): View {
  const scale = limitScale(view.scale * factor, sizeHw, viewportHw);
  const fixed = toImage(view, at);
  return limit({ scale, x: at.x - fixed.x * scale, y: at.y - fixed.y * scale }, sizeHw, viewportHw);
}

/** Moves the picture by CSS pixels. */
export function panBy(
  view: View,
  dx: number,
  dy: number,
  sizeHw: SizeHw,
  viewportHw: SizeHw,
): View {
  return limit({ scale: view.scale, x: view.x + dx, y: view.y + dy }, sizeHw, viewportHw);
}

/** Keeps a strip of the picture inside the viewport. */
export function limit(view: View, sizeHw: SizeHw, viewportHw: SizeHw): View {
  const [h, w] = sizeHw;
  const [viewportH, viewportW] = viewportHw;
  return {
    scale: view.scale,
    x: clamp(view.x, KEPT_PX - w * view.scale, viewportW - KEPT_PX),
    y: clamp(view.y, KEPT_PX - h * view.scale, viewportH - KEPT_PX),
  };
}

function limitScale(scale: number, sizeHw: SizeHw, viewportHw: SizeHw): number {
  const smallest = Math.min(fit(sizeHw, viewportHw).scale / 2, 1);
  return clamp(scale, smallest, MAX_SCALE);
}

function clamp(value: number, low: number, high: number): number {
  return low > high ? (low + high) / 2 : Math.min(Math.max(value, low), high);
}
