/** Panning by whole device pixels: what was drawn is moved, and only what comes into view is drawn. */

import type { BoxXyxy } from "../../geometry/points";
import type { View } from "../../geometry/view";
import type { Pixels } from "./sample";

/** Device pixels, to the right and downwards. */
export interface Scroll {
  readonly dx: number;
  readonly dy: number;
}

/** Positions are sums of mouse moves; more than rounding errors apart, the samples would differ. */
const ROUNDING = 1e-6;

/** Whether the second view is the first one moved by whole device pixels. */
export function isWholeScroll(before: View, after: View): boolean {
  const [dx, dy] = [after.x - before.x, after.y - before.y];
  return (
    before.scale === after.scale &&
    Math.abs(dx - Math.round(dx)) < ROUNDING &&
    Math.abs(dy - Math.round(dy)) < ROUNDING
  );
}

/** Moves the pixels and answers the boxes that are to be drawn anew. */
export function scrollPixels(
  { data, width }: Pixels,
  height: number,
  { dx, dy }: Scroll,
): BoxXyxy[] {
  if (Math.abs(dx) >= width || Math.abs(dy) >= height) return [[0, 0, width, height]];
  const by = dy * width + dx;
  // What wraps around the sides lies in the boxes that are drawn anew.
  if (by > 0) data.copyWithin(by, 0, data.length - by);
  else data.copyWithin(0, -by);
  const boxes: BoxXyxy[] = [];
  if (dx > 0) boxes.push([0, 0, dx, height]);
  if (dx < 0) boxes.push([width + dx, 0, width, height]);
  if (dy > 0) boxes.push([0, 0, width, dy]);
  if (dy < 0) boxes.push([0, height + dy, width, height]);
  return boxes;
}
