/**
 * The brush's pixels, by one exact rule.
 *
 * A brush has a whole number of pixels as diameter d. Its centre snaps to the grid, so that a dab has
 * the same pixels wherever it is put: to the centre of the pixel under the pointer for odd d, to the
 * nearest corner for even d. A stroke from A to B sets the pixels whose centre lies in the sweep of the
 * disc (or square) of diameter d along A-B, border included. In coordinates doubled to integers the
 * comparison is exact, and at a resting dab no centre ever lies on the border. With d = 1 the stroke is
 * the thin line, one pixel for each step along its longer axis.
 */

import type { ImagePoint, SizeHw } from "../geometry/points";
import type { Spans } from "./spans";

/** Beyond it, doubled products could leave the exact integers on the largest images. */
export const MAX_DIAMETER_PX = 1024;

export interface Nib {
  readonly diameterPx: number;
  readonly shape: "round" | "square";
}

/** The whole diameter of a brush of this radius: 0.5 is one pixel. */
export function diameterOf(radiusPx: number): number {
  return Math.min(Math.max(Math.round(2 * radiusPx), 1), MAX_DIAMETER_PX);
}

/** The snapped centre in doubled pixels: odd at pixel centres, even at pixel corners. */
export function snap(value: number, diameterPx: number): number {
  return diameterPx % 2 === 1 ? 2 * Math.floor(value) + 1 : 2 * Math.round(value);
}

/** Appends the pixels of a stroke from one pointer position to another, clipped to the image. */
export function strokeSpans(
  from: ImagePoint,
  to: ImagePoint,
  nib: Nib,
  sizeHw: SizeHw,
  out: Spans,
): void {
  const d = nib.diameterPx;
  const sweep: Sweep = {
    ax: snap(from.x, d),
    ay: snap(from.y, d),
    dx: snap(to.x, d) - snap(from.x, d),
    dy: snap(to.y, d) - snap(from.y, d),
    r: d,
  };
  if (d === 1) thinLine(sweep, sizeHw, out);
  else sweepSpans(sweep, nib.shape, sizeHw, out);
}

/** From (ax, ay) by (dx, dy), with radius r, in doubled pixels: all integers. */
interface Sweep {
  readonly ax: number;
  readonly ay: number;
  readonly dx: number;
  readonly dy: number;
  readonly r: number;
}

function sweepSpans(sweep: Sweep, shape: Nib["shape"], [h, w]: SizeHw, out: Spans): void {
  const { ay, dy, r } = sweep;
  const isInside = shape === "round" ? isInCapsule : isInHexagon;
  const extent = shape === "round" ? capsuleExtent : hexagonExtent;
  const top = Math.max(Math.ceil((Math.min(ay, ay + dy) - r - 1) / 2), 0);
  const bottom = Math.min(Math.floor((Math.max(ay, ay + dy) + r - 1) / 2), h - 1);
  for (let row = top; row <= bottom; row += 1) {
    const y = 2 * row + 1;
    const [low, high] = extent(sweep, y);
    // The extent is a little too wide on purpose; the exact rule takes off what is too much.
    let start = Math.max(Math.ceil((low - 1) / 2), 0);
    let end = Math.min(Math.floor((high - 1) / 2) + 1, w);
    while (start < end && !isInside(sweep, 2 * start + 1, y)) start += 1;
    while (start < end && !isInside(sweep, 2 * end - 1, y)) end -= 1;
    if (start < end) out.push(row, start, end);
  }
}

/** Whether a doubled pixel centre is within r of the segment; exact. */
export function isInCapsule({ ax, ay, dx, dy, r }: Sweep, x: number, y: number): boolean {
  const px = x - ax;
  const py = y - ay;
  const along = px * dx + py * dy;
  const squared = dx * dx + dy * dy;
  if (along <= 0) return px * px + py * py <= r * r;
  if (along >= squared) return (px - dx) ** 2 + (py - dy) ** 2 <= r * r;
  return (px * dy - py * dx) ** 2 <= r * r * squared;
}

/** Whether a doubled pixel centre is in the sweep of the square of half side r; exact. */
export function isInHexagon({ ax, ay, dx, dy, r }: Sweep, x: number, y: number): boolean {
  const lengthX = Math.abs(dx);
  const lengthY = Math.abs(dy);
  const px = dx < 0 ? ax - x : x - ax;
  const py = dy < 0 ? ay - y : y - ay;
  // The moments (px ± r) / lengthX and (py ± r) / lengthY must leave a common one within [0, 1].
  return (
    px - r <= lengthX &&
    px + r >= 0 &&
    py - r <= lengthY &&
    py + r >= 0 &&
    (px - r) * lengthY <= (py + r) * lengthX &&
    (py - r) * lengthX <= (px + r) * lengthY
  );
}

/** Wider than any rounding error, narrower than a pixel. */
const SLACK = 1e-3;

/** The doubled x-range of the capsule at height y, at most SLACK too wide; [1, 0] where there is none. */
function capsuleExtent({ ax, ay, dx, dy, r }: Sweep, y: number): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  const include = (from: number, to: number): void => {
    if (from > to) return;
    low = Math.min(low, from);
    high = Math.max(high, to);
  };
  const py = y - ay;
  const discA = Math.sqrt(r * r - py * py);
  if (discA >= 0) include(ax - discA, ax + discA);
  const discB = Math.sqrt(r * r - (py - dy) ** 2);
  if (discB >= 0) include(ax + dx - discB, ax + dx + discB);
  if (dy !== 0) {
    const reach = r * Math.hypot(dx, dy);
    const centre = py * dx;
    const sides = [(centre - reach) / dy, (centre + reach) / dy];
    // Between the two ends: 0 ≤ px * dx + py * dy ≤ |d|².
    const ends =
      dx === 0
        ? py * dy >= 0 && py * dy <= dy * dy
          ? [-Infinity, Infinity]
          : [1, 0]
        : [(-py * dy) / dx, (dx * dx + dy * dy - py * dy) / dx];
    if (dx < 0) ends.reverse();
    include(
      ax + Math.max(Math.min(...sides), ends[0]!) - SLACK,
      ax + Math.min(Math.max(...sides), ends[1]!) + SLACK,
    );
  }
  return low <= high ? [low - SLACK, high + SLACK] : [1, 0];
}

function hexagonExtent({ ax, ay, dx, dy, r }: Sweep, y: number): [number, number] {
  const py = y - ay;
  let first = 0;
  let last = 1;
  if (dy !== 0) {
    const moments = [(py - r) / dy, (py + r) / dy];
    first = Math.max(Math.min(...moments), 0);
    last = Math.min(Math.max(...moments), 1);
    if (first > last + SLACK) return [1, 0];
  }
  const xs = [ax + first * dx, ax + last * dx];
  return [Math.min(...xs) - r - SLACK, Math.max(...xs) + r + SLACK];
}

/** One pixel for each step along the longer axis; the other coordinate rounds half up. */
function thinLine({ ax, ay, dx, dy }: Sweep, [h, w]: SizeHw, out: Spans): void {
  const column = (ax - 1) / 2;
  const row = (ay - 1) / 2;
  const stepsX = dx / 2;
  const stepsY = dy / 2;
  const steps = Math.max(Math.abs(stepsX), Math.abs(stepsY));
  for (let i = 0; i <= steps; i += 1) {
    const c = column + (steps === 0 ? 0 : Math.floor((2 * i * stepsX + steps) / (2 * steps)));
    const r = row + (steps === 0 ? 0 : Math.floor((2 * i * stepsY + steps) / (2 * steps)));
    if (c >= 0 && r >= 0 && c < w && r < h) out.push(r, c, c + 1);
  }
}
