/** Straight lines between vertices: which side, whether they meet, how far away. */

import type { Vertex } from "./types";

/** Twice the signed area of the triangle a, b, c. */
export function turn(a: Vertex, b: Vertex, c: Vertex): number {
  return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
}

/** Whether the lines a–b and c–d have a point in common, ends included. */
export function meets(a: Vertex, b: Vertex, c: Vertex, d: Vertex): boolean {
  const acd = Math.sign(turn(c, d, a));
  const bcd = Math.sign(turn(c, d, b));
  const cab = Math.sign(turn(a, b, c));
  const dab = Math.sign(turn(a, b, d));
  if (acd * bcd < 0 && cab * dab < 0) return true;
  return (
    (acd === 0 && isBetween(c, d, a)) ||
    (bcd === 0 && isBetween(c, d, b)) ||
    (cab === 0 && isBetween(a, b, c)) ||
    (dab === 0 && isBetween(a, b, d))
  );
}

/** For three points on one line: whether p lies between a and b. */
function isBetween(a: Vertex, b: Vertex, p: Vertex): boolean {
  return (
    Math.min(a[0], b[0]) <= p[0] &&
    p[0] <= Math.max(a[0], b[0]) &&
    Math.min(a[1], b[1]) <= p[1] &&
    p[1] <= Math.max(a[1], b[1])
  );
}

/** The point of the line a–b that is nearest to p. */
export function nearestOnLine(a: Vertex, b: Vertex, p: Vertex): Vertex {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const squared = dx * dx + dy * dy;
  const along = squared === 0 ? 0 : ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / squared;
  if (along <= 0) return a;
  return along >= 1 ? b : [a[0] + along * dx, a[1] + along * dy];
}

export function distance(a: Vertex, b: Vertex): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1]);
}
