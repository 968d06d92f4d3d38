/** Union, intersection, difference and symmetric difference of masks, by one sweep over both. */

import type { Runs } from "./types";

/** Whether a pixel is set, by (in a) + 2 * (in b). */
type TruthTable = readonly [boolean, boolean, boolean, boolean];

const UNION: TruthTable = [false, true, true, true];
const INTERSECTION: TruthTable = [false, false, false, true];
const DIFFERENCE: TruthTable = [false, true, false, false];
const SYMMETRIC: TruthTable = [false, true, true, false];

/** So many masks are united faster one after the other. */
const FEW = 3;

/** Raised when masks of different images are combined. */
export class RunsSizeMismatch extends Error {
  readonly code = "runs_size_mismatch";
}

export function union(a: Runs, b: Runs): Runs {
  return combine(a, b, UNION);
}

/**
 * What any of the masks has. Thousands are joined at once: the cost follows their runs, sorted once.
 *
 * @param masks all of one image, at least one.
 */
export function unionOf(masks: readonly Runs[]): Runs {
  const [first, second] = masks;
  if (first === undefined) throw new RangeError("At least one mask is needed for a union.");
  if (masks.length <= FEW) return second === undefined ? first : masks.reduce(union);
  for (const other of masks) checkSizes(first, other);
  const total = masks.reduce((sum, { bounds }) => sum + bounds.length / 2, 0);
  // A run as one number, its start before its length: typed arrays sort numbers without a comparison. The
  // square of the largest image's pixels (89 million) is a whole double still.
  const factor = first.sizeHw[0] * first.sizeHw[1] + 1;
  const runs = new Float64Array(total);
  let at = 0;
  for (const { bounds } of masks) {
    for (let i = 0; i < bounds.length; i += 2) {
      runs[at] = bounds[i]! * factor + bounds[i + 1]! - bounds[i]!;
      at += 1;
    }
  }
  return joined(runs.sort(), factor, first);
}

function joined(runs: Float64Array, factor: number, { sizeHw }: Runs): Runs {
  const out = new Int32Array(2 * runs.length);
  let length = 0;
  for (const run of runs) {
    const start = Math.floor(run / factor);
    const end = start + (run - start * factor);
    if (length > 0 && out[length - 1]! >= start) {
      if (end > out[length - 1]!) out[length - 1] = end;
    } else {
      out[length] = start;
      out[length + 1] = end;
      length += 2;
    }
  }
  return { sizeHw, bounds: out.slice(0, length) };
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
  checkSizes(a, b);
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

function checkSizes(a: Runs, b: Runs): void {
  if (a.sizeHw[0] !== b.sizeHw[0] || a.sizeHw[1] !== b.sizeHw[1]) {
    throw new RunsSizeMismatch(
      `Masks of ${a.sizeHw.join("×")} and ${b.sizeHw.join("×")} pixels cannot be combined.`,
    );
  }
}
