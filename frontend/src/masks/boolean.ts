/** Union, intersection, difference and symmetric difference of masks, by one sweep over both. */

import type { Runs } from "./types";

/** Whether a pixel is set, by (in a) + 2 * (in b). */
type TruthTable = readonly [boolean, boolean, boolean, boolean];

const UNION: TruthTable = [false, true, true, true];
const INTERSECTION: TruthTable = [false, false, false, true];
const DIFFERENCE: TruthTable = [false, true, false, false];
const SYMMETRIC: TruthTable = [false, true, true, false];

/** Raised when masks of different images are combined. */
export class RunsSizeMismatch extends Error {
  readonly code = "runs_size_mismatch";
}

export function union(a: Runs, b: Runs): Runs {
  return combine(a, b, UNION);
}

export function intersect(a: Runs, b: Runs): Runs {
  return combine(a, b, INTERSECTION);
}

/** What a has and b has not. */
export function subtract(a: Runs, b: Runs): Runs {
  return combine(a, b, DIFFERENCE);
}

/** What exactly one of both has: the patch from a to b, which is its own inverse. */
export function xor(a: Runs, b: Runs): Runs {
  return combine(a, b, SYMMETRIC);
}

/** Whether any pixel is in both; ends at the first. */
export function intersects({ bounds: a }: Runs, { bounds: b }: Runs): boolean {
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    if (a[i + 1]! <= b[j]!) i += 2;
    else if (b[j + 1]! <= a[i]!) j += 2;
    else return true;
  }
  return false;
}

/** Walks the merged bounds; an output bound stands wherever the combined truth changes. */
function combine(a: Runs, b: Runs, truth: TruthTable): Runs {
  if (a.sizeHw[0] !== b.sizeHw[0] || a.sizeHw[1] !== b.sizeHw[1]) {
    throw new RunsSizeMismatch(
      `Masks of ${a.sizeHw.join("×")} and ${b.sizeHw.join("×")} pixels cannot be combined.`,
    );
  }
  const left = a.bounds;
  const right = b.bounds;
  const out = new Int32Array(left.length + right.length);
  let length = 0;
  let i = 0;
  let j = 0;
  let isSet = false;
  while (i < left.length || j < right.length) {
    const nextLeft = i < left.length ? left[i]! : Infinity;
    const nextRight = j < right.length ? right[j]! : Infinity;
    const at = nextLeft < nextRight ? nextLeft : nextRight;
    if (nextLeft === at) i += 1;
    if (nextRight === at) j += 1;
    const becomes = truth[(i & 1) + 2 * (j & 1)]!;
    if (becomes !== isSet) {
      out[length] = at;
      length += 1;
      isSet = becomes;
    }
  }
  return { sizeHw: a.sizeHw, bounds: out.slice(0, length) };
}
