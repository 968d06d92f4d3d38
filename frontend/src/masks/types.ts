/** The shapes of masks and polygons in the browser; image pixels everywhere. */

import type { SizeHw } from "../geometry/points";

/**
 * A binary mask as row-major runs.
 *
 * `bounds` holds start, end, start, end, … of the set pixels: pixel (row r, column c) has the index
 * r * width + c; ends are not included; starts and ends strictly ascend, so that equal masks have
 * equal bounds. A run may go on over the end of a row.
 */
export interface Runs {
  readonly sizeHw: SizeHw;
  readonly bounds: Int32Array;
}

/** A vertex (x, y) in image pixels; pixel (0, 0) covers [0, 1) × [0, 1). */
export type Vertex = readonly [x: number, y: number];
/** A closed ring; the last vertex is joined to the first and not repeated. */
export type Ring = readonly Vertex[];

export interface PolygonPart {
  readonly outer: Ring;
  readonly holes: readonly Ring[];
}

/** The union of its parts. The same shape as on the wire. */
export interface Polygon {
  readonly parts: readonly PolygonPart[];
}
