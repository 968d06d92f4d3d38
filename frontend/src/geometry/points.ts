/** Points and boxes branded by the space they are measured in, so that the two are never mixed. */

declare const space: unique symbol;

/** A position in image pixels: pixel (0, 0) covers [0, 1) × [0, 1); its centre is (0.5, 0.5). */
export interface ImagePoint {
  readonly x: number;
  readonly y: number;
  readonly [space]: "image";
}

/** A position in CSS pixels, from the top left corner of the canvas. */
export interface ScreenPoint {
  readonly x: number;
  readonly y: number;
  readonly [space]: "screen";
}

/** Height and width in pixels, in this order. */
export type SizeHw = readonly [height: number, width: number];

/** Left, top, width and height in image pixels. */
export type BboxXywh = readonly [x: number, y: number, width: number, height: number];

/** Left, top, right and bottom in image pixels; right and bottom are not included. */
export type BoxXyxy = readonly [x0: number, y0: number, x1: number, y1: number];

export function imagePoint(x: number, y: number): ImagePoint {
  return { x, y } as ImagePoint;
}

export function screenPoint(x: number, y: number): ScreenPoint {
  return { x, y } as ScreenPoint;
}

export const emptyBox: BoxXyxy = [0, 0, 0, 0];

export function isEmptyBox(box: BoxXyxy): boolean {
  return box[2] <= box[0] || box[3] <= box[1];
}

/** The smallest box around both; an empty box adds nothing. */
export function joinBoxes(a: BoxXyxy, b: BoxXyxy): BoxXyxy {
  if (isEmptyBox(a)) return b;
  if (isEmptyBox(b)) return a;
  return [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])];
}

/** What both boxes cover; may be empty. */
export function meetBoxes(a: BoxXyxy, b: BoxXyxy): BoxXyxy {
  return [Math.max(a[0], b[0]), Math.max(a[1], b[1]), Math.min(a[2], b[2]), Math.min(a[3], b[3])];
}

export function boxOfBbox([x, y, w, h]: BboxXywh): BoxXyxy {
  return [x, y, x + w, y + h];
}
