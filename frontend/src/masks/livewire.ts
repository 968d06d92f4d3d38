/**
 * The cheapest way along a picture's edges from one point to every other of a window.
 *
 * Ways go between pixels, from corner to corner, so that what they enclose is exact to the pixel. A step is
 * the cheaper, the more the pixels on its two sides differ.
 *
 * Source: Mortensen & Barrett 1995, "Intelligent scissors for image composition"; costs on cracks as in
 * Falcão et al. 1998, "User-steered image segmentation paradigms"; buckets as in Dial 1969.
 */

import type { BoxXyxy, ImagePoint } from "../geometry/points";
import type { Vertex } from "./types";

/** Costs of steps between the corners of a window of H x W pixels; each at least 1. */
export interface CrackCosts {
  /** (H + 1) x W: from corner (row, column) to the right. */
  readonly right: Uint8Array;
  /** H x (W + 1): from corner (row, column) downwards. */
  readonly down: Uint8Array;
}

/** The ways from one corner to all others of its window. */
export interface LiveWire {
  /** The window, in image pixels. */
  readonly boxXyxy: BoxXyxy;
  /** The corner that all ways come from. */
  readonly seed: Vertex;
  /** (H + 1) x (W + 1): the step that leads back towards the seed, as an index of STEPS; SEED at it. */
  readonly back: Uint8Array;
}

/** Columns and rows of the steps: right, left, down, up. */
const STEPS = [
  [1, 0],
  [-1, 0],
  [0, 1],
  [0, -1],
] as const;
const OPPOSITE = [1, 0, 3, 2] as const;
const SEED = 4;
const UNREACHED = 255;

/** @param seed a corner inside of the window's box. */
export function liveWire(costs: CrackCosts, boxXyxy: BoxXyxy, seed: Vertex): LiveWire {
  const [left, top, right, bottom] = boxXyxy;
  const w = right - left;
  const across = w + 1;
  const down = bottom - top + 1;
  const back = new Uint8Array(across * down).fill(UNREACHED);
  const total = new Int32Array(across * down).fill(0x7fffffff);
  const buckets = new Buckets(256);
  const start = (seed[1] - top) * across + (seed[0] - left);
  total[start] = 0;
  back[start] = SEED;
  buckets.push(start, 0);
  for (let at = buckets.pop(total); at >= 0; at = buckets.pop(total)) {
    const row = Math.floor(at / across);
    const column = at - row * across;
    for (let step = 0; step < 4; step += 1) {
      const [dx, dy] = STEPS[step]!;
      const [x, y] = [column + dx, row + dy];
      if (x < 0 || y < 0 || x >= across || y >= down) continue;
      const cost =
        dy === 0
          ? costs.right[row * w + Math.min(column, x)]!
          : costs.down[Math.min(row, y) * across + column]!;
      const next = y * across + x;
      const sum = total[at]! + cost;
      if (sum >= total[next]!) continue;
      total[next] = sum;
      back[next] = OPPOSITE[step]!;
      buckets.push(next, sum);
    }
  }
  return { boxXyxy, seed, back };
}

/** Corners by their cost so far: a ring of lists, since no step costs more than there are lists. */
class Buckets {
  private readonly lists: number[][];
  private readonly costs: number[][];
  private at = 0;
  private size = 0;

  constructor(private readonly count: number) {
    this.lists = Array.from({ length: count }, () => []);
    this.costs = Array.from({ length: count }, () => []);
  }

  push(corner: number, cost: number): void {
    const list = cost % this.count;
    this.lists[list]!.push(corner);
    this.costs[list]!.push(cost);
    this.size += 1;
  }

  /** The cheapest corner, or -1; those that were reached more cheaply since are left out. */
  pop(total: Int32Array): number {
    while (this.size > 0) {
      const list = this.lists[this.at]!;
      if (list.length === 0) {
        this.at = (this.at + 1) % this.count;
        continue;
      }
      const corner = list.pop()!;
      const cost = this.costs[this.at]!.pop()!;
      this.size -= 1;
      if (cost === total[corner]) return corner;
    }
    return -1;
  }
}

/**
 * The way from the seed to the corner nearest to a point, the seed left out; corners in line are dropped.
 * Outside of the window the way goes to its border and straight on from there.
 */
export function wireTo({ boxXyxy, seed, back }: LiveWire, to: ImagePoint): Vertex[] {
  const [left, top, right, bottom] = boxXyxy;
  const across = right - left + 1;
  let column = Math.min(Math.max(Math.round(to.x), left), right) - left;
  let row = Math.min(Math.max(Math.round(to.y), top), bottom) - top;
  const isOutside = to.x < left - 1 || to.y < top - 1 || to.x > right + 1 || to.y > bottom + 1;
  const way: Vertex[] = isOutside ? [[to.x, to.y]] : [];
  let lastStep = -1;
  for (;;) {
    const step = back[row * across + column]!;
    if (step === UNREACHED) return [[to.x, to.y]];
    if (step === SEED) break;
    if (step !== lastStep) way.push([column + left, row + top]);
    lastStep = step;
    column += STEPS[step]![0];
    row += STEPS[step]![1];
  }
  if (way.length === 0) return [seed];
  return way.reverse();
}
