/**
 * Drops vertices from lines together, so that what did not meet before does not meet after.
 *
 * Each line is simplified by Douglas and Peucker (1973). Then every chord that crosses another, or that
 * went to the other side of somebody's vertex, takes back the vertex farthest from it, until none does
 * (after de Berg, van Kreveld and Schirra, 1998): lines that share their ends keep dividing the plane
 * into the same regions, in the worst case by all their old vertices.
 */

import { distance, meets, nearestOnLine, turn } from "./segments";
import { boxOf } from "./outline";
import type { Vertex } from "./types";

/** A line to simplify; its ends stay. A closed line repeats its first vertex as its last. */
export interface Line {
  readonly vertices: readonly Vertex[];
  /** Keeps every vertex: others may not cross it. */
  readonly isFixed: boolean;
}

/** The vertices that are left of each line; none farther than `tolerancePx` from what replaces it. */
export function simplifyLines(lines: readonly Line[], tolerancePx: number): Vertex[][] {
  const kept = lines.map((line) => (line.isFixed ? allOf(line) : firstKept(line, tolerancePx)));
  for (;;) {
    const chords = chordsOf(lines, kept);
    const bad = new Set([...crossing(chords), ...jumping(chords, lines)]);
    if (bad.size === 0) break;
    for (const { line, from, to } of bad) {
      kept[line]!.add(farthest(lines[line]!.vertices, from, to).index);
    }
  }
  return kept.map((indices, i) => sorted(indices).map((index) => lines[i]!.vertices[index]!));
}

/** One line by itself, as a hand drew it: whether it crosses itself is not looked at. */
export function thinned(vertices: readonly Vertex[], tolerancePx: number): Vertex[] {
  if (vertices.length < 3) return [...vertices];
  return sorted(firstKept({ vertices, isFixed: false }, tolerancePx)).map((i) => vertices[i]!);
}

function sorted(indices: ReadonlySet<number>): number[] {
  return [...indices].sort((a, b) => a - b);
}

function allOf({ vertices }: Line): Set<number> {
  return new Set(vertices.keys());
}

function firstKept({ vertices }: Line, tolerancePx: number): Set<number> {
  const last = vertices.length - 1;
  const kept = new Set([0, last]);
  const stack: [number, number][] = [[0, last]];
  if (distance(vertices[0]!, vertices[last]!) === 0 && last > 1) {
    const opposite = farthest(vertices, 0, last).index;
    kept.add(opposite);
    stack.splice(0, 1, [0, opposite], [opposite, last]);
  }
  while (stack.length > 0) {
    const [from, to] = stack.pop()!;
    if (to - from < 2) continue;
    const { index, away } = farthest(vertices, from, to);
    if (away <= tolerancePx) continue;
    kept.add(index);
    stack.push([from, index], [index, to]);
  }
  return kept;
}

/** The vertex between two others that lies farthest from the chord between them. */
function farthest(
  vertices: readonly Vertex[],
  from: number,
  to: number,
): { index: number; away: number } {
  const [a, b] = [vertices[from]!, vertices[to]!];
  let index = from + 1;
  let away = -1;
  for (let i = from + 1; i < to; i += 1) {
    const p = vertices[i]!;
    const reached = distance(nearestOnLine(a, b, p), p);
    if (reached > away) [index, away] = [i, reached];
  }
  return { index, away };
}

/** Two kept vertices that follow each other, and what was between them. */
interface Chord {
  readonly line: number;
  readonly from: number;
  readonly to: number;
  readonly a: Vertex;
  readonly b: Vertex;
  readonly left: number;
  readonly right: number;
}

function chordsOf(lines: readonly Line[], kept: readonly ReadonlySet<number>[]): Chord[] {
  return lines.flatMap(({ vertices }, line) => {
    const indices = sorted(kept[line]!);
    return indices.slice(1).map((to, k): Chord => {
      const from = indices[k]!;
      const [a, b] = [vertices[from]!, vertices[to]!];
      return { line, from, to, a, b, left: Math.min(a[0], b[0]), right: Math.max(a[0], b[0]) };
    });
  });
}

const isWhole = ({ from, to }: Chord): boolean => to - from < 2;

/** Chords that meet others anywhere but at a common end; only those that can take a vertex back. */
function* crossing(chords: readonly Chord[]): Generator<Chord> {
  const byLeft = [...chords].sort((a, b) => a.left - b.left);
  for (let i = 0; i < byLeft.length; i += 1) {
    const one = byLeft[i]!;
    for (let j = i + 1; j < byLeft.length; j += 1) {
      const other = byLeft[j]!;
      if (other.left > one.right) break;
      if ((isWhole(one) && isWhole(other)) || areApart(one, other) || !conflict(one, other)) {
        continue;
      }
      if (!isWhole(one)) yield one;
      if (!isWhole(other)) yield other;
    }
  }
}

function areApart({ a, b }: Chord, { a: c, b: d }: Chord): boolean {
  return Math.max(a[1], b[1]) < Math.min(c[1], d[1]) || Math.max(c[1], d[1]) < Math.min(a[1], b[1]);
}

function conflict({ a, b }: Chord, { a: c, b: d }: Chord): boolean {
  for (const [end, far] of [
    [a, b],
    [b, a],
  ] as const) {
    if (isSame(end, c)) return liesOn(far, end, d);
    if (isSame(end, d)) return liesOn(far, end, c);
  }
  return meets(a, b, c, d);
}

/** Whether two chords from a common end run in the same direction. */
function liesOn(far: Vertex, end: Vertex, other: Vertex): boolean {
  if (turn(far, end, other) !== 0) return false;
  const along = (far[0] - end[0]) * (other[0] - end[0]) + (far[1] - end[1]) * (other[1] - end[1]);
  return along >= 0;
}

function isSame(a: Vertex, b: Vertex): boolean {
  return a[0] === b[0] && a[1] === b[1];
}

/** Chords with somebody's kept vertex between them and the vertices that they replace. */
function* jumping(chords: readonly Chord[], lines: readonly Line[]): Generator<Chord> {
  const points = chords.flatMap(({ a, b }) => [a, b]).sort((a, b) => a[0] - b[0]);
  for (const chord of chords) {
    if (isWhole(chord)) continue;
    const path = lines[chord.line]!.vertices.slice(chord.from, chord.to + 1);
    const [x0, y0, x1, y1] = boxOf(path);
    for (let i = firstFrom(points, x0); i < points.length && points[i]![0] <= x1; i += 1) {
      const point = points[i]!;
      if (point[1] < y0 || point[1] > y1 || isSame(point, chord.a) || isSame(point, chord.b)) {
        continue;
      }
      if (windingNumber(path, point) !== 0) {
        yield chord;
        break;
      }
    }
  }
}

function firstFrom(points: readonly Vertex[], x: number): number {
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (points[middle]![0] < x) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How often a closed path goes round a point. */
function windingNumber(path: readonly Vertex[], [x, y]: Vertex): number {
  let winding = 0;
  let from = path[path.length - 1]!;
  for (const to of path) {
    if (from[1] <= y !== to[1] <= y) {
      const side = turn(from, to, [x, y]);
      if (from[1] <= y && side > 0) winding += 1;
      if (to[1] <= y && side < 0) winding -= 1;
    }
    from = to;
  }
  return winding;
}
