/**
 * Cutting a mask along a line: pixels stay whole, each goes to one side. Two neighbouring pixels are parted
 * where the straight step between their centres crosses the line.
 */

import { boxOfBbox, meetBoxes } from "../geometry/points";
import type { BoxXyxy } from "../geometry/points";
import { union } from "./boolean";
import { partsOf, separated } from "./components";
import type { Barrier } from "./components";
import { areaPx, bboxXywh } from "./runs";
import type { Runs, Vertex } from "./types";

/** No pixel's centre lies on a line that is moved by this little, and no pixel sees the difference. */
const NUDGE = [1.37e-5, 2.11e-5] as const;

/**
 * The parts into which a line cuts a mask, the one that stays first: the largest piece of what was cut,
 * together with everything that hung apart before and was not touched.
 *
 * @param line open line through its vertices, in image pixels.
 * @returns null where the line cuts nothing in two.
 */
export function cutByLine(runs: Runs, line: readonly Vertex[]): Runs[] | null {
  const box = boxOfBbox(bboxXywh(runs));
  const barrier = new LineBarrier(line, box);
  const untouched: Runs[] = [];
  const pieces: Runs[] = [];
  for (const whole of separated(partsOf(runs, 8))) {
    const parts = barrier.meets(boxOfBbox(bboxXywh(whole))) ? partsOf(whole, 8, barrier) : null;
    if (parts === null || parts.count < 2) untouched.push(whole);
    else pieces.push(...separated(parts));
  }
  if (pieces.length === 0) return null;
  const largest = pieces.reduce((a, b) => (areaPx(b) > areaPx(a) ? b : a));
  const kept = untouched.reduce(union, largest);
  return [kept, ...pieces.filter((piece) => piece !== largest)];
}

/** The steps between neighbouring pixels that a line crosses. */
export class LineBarrier implements Barrier {
  /** By row: steps as column * 4 + direction (0 right, 1 down, 2 down right, 3 down left). */
  private readonly steps = new Map<number, Set<number>>();
  private readonly line: readonly Vertex[];

  /** @param box only steps that begin or end in it are looked at. */
  constructor(line: readonly Vertex[], box: BoxXyxy) {
    this.line = line.map(([x, y]): Vertex => [x + NUDGE[0], y + NUDGE[1]]);
    for (let i = 1; i < this.line.length; i += 1) this.cross(this.line[i - 1]!, this.line[i]!, box);
  }

  touches(row: number): boolean {
    return this.steps.has(row);
  }

  forbids(row: number, column: number, toRow: number, toColumn: number): boolean {
    const direction = toRow === row ? 0 : toColumn === column ? 1 : toColumn > column ? 2 : 3;
    return this.steps.get(row)?.has(4 * column + direction) ?? false;
  }

  /** Whether the line comes near a box. */
  meets(box: BoxXyxy): boolean {
    return this.line.some((to, i) => {
      const from = this.line[i - 1] ?? to;
      const around = [
        Math.min(from[0], to[0]) - 1,
        Math.min(from[1], to[1]) - 1,
        Math.max(from[0], to[0]) + 1,
        Math.max(from[1], to[1]) + 1,
      ] as const;
      const [x0, y0, x1, y1] = meetBoxes(around, box);
      return x0 < x1 && y0 < y1;
    });
  }

  /** Notes the steps that one straight piece of the line crosses. */
  private cross(a: Vertex, b: Vertex, [x0, y0, x1, y1]: BoxXyxy): void {
    const top = Math.max(Math.floor(Math.min(a[1], b[1]) - 0.5), y0);
    const bottom = Math.min(Math.floor(Math.max(a[1], b[1]) - 0.5), y1 - 1);
    for (let row = top; row <= bottom; row += 1) {
      const [from, to] = xsBetween(a, b, row + 0.5, row + 1.5);
      const left = Math.max(Math.floor(from - 0.5) - 1, x0);
      const right = Math.min(Math.floor(to - 0.5) + 2, x1 - 1);
      for (let column = left; column <= right; column += 1) this.crossAt(row, column, a, b);
    }
  }

  private crossAt(row: number, column: number, a: Vertex, b: Vertex): void {
    const centre: Vertex = [column + 0.5, row + 0.5];
    const targets: readonly Vertex[] = [
      [column + 1.5, row + 0.5],
      [column + 0.5, row + 1.5],
      [column + 1.5, row + 1.5],
      [column - 0.5, row + 1.5],
    ];
    targets.forEach((target, direction) => {
      if (!areCrossing(centre, target, a, b)) return;
      let steps = this.steps.get(row);
      if (steps === undefined) this.steps.set(row, (steps = new Set()));
      steps.add(4 * column + direction);
    });
  }
}

/** The columns that a piece covers between two heights, as far as it reaches there. */
function xsBetween(a: Vertex, b: Vertex, y0: number, y1: number): [number, number] {
  const [[xa, ya], [xb, yb]] = a[1] <= b[1] ? [a, b] : [b, a];
  if (yb - ya < 1e-9) return [Math.min(xa, xb), Math.max(xa, xb)];
  const xAt = (y: number): number =>
    xa + ((xb - xa) * (Math.min(Math.max(y, ya), yb) - ya)) / (yb - ya);
  const [from, to] = [xAt(y0), xAt(y1)];
  return [Math.min(from, to), Math.max(from, to)];
}

function areCrossing(p: Vertex, q: Vertex, a: Vertex, b: Vertex): boolean {
  return isLeft(a, b, p) !== isLeft(a, b, q) && isLeft(p, q, a) !== isLeft(p, q, b);
}

/** Points on the line count as left: a step through a vertex of the line meets exactly one of its pieces. */
function isLeft(from: Vertex, to: Vertex, point: Vertex): boolean {
  return (to[0] - from[0]) * (point[1] - from[1]) - (to[1] - from[1]) * (point[0] - from[0]) >= 0;
}
