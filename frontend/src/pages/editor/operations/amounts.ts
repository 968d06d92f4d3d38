/** The refine panel's kinds of cleaning, and what its slider's steps mean for each. */

import type { Cleaning } from "../../../masks/morphology";

export type Kind = Cleaning["kind"];

export const KINDS: readonly Kind[] = ["smooth", "grow", "shrink", "fill_holes", "remove_specks"];

/** Areas go by steps of a twentieth of a decade: 1 px to 100,000 px. */
const STEPS_PER_DECADE = 20;
const LAST_AREA_STEP = 100;
const LARGEST_RADIUS_PX = 50;

export const LAST_STEP: Readonly<Record<Kind, number>> = {
  smooth: LARGEST_RADIUS_PX,
  grow: LARGEST_RADIUS_PX,
  shrink: LARGEST_RADIUS_PX,
  // One more: holes of any size.
  fill_holes: LAST_AREA_STEP + 1,
  remove_specks: LAST_AREA_STEP,
};

export const FIRST_STEPS: Readonly<Record<Kind, number>> = {
  smooth: 3,
  grow: 2,
  shrink: 2,
  fill_holes: LAST_AREA_STEP + 1,
  remove_specks: 40,
};

/** Pixels: a radius, or the largest area of a hole or speck. */
export function amountOf(kind: Kind, step: number): number {
  if (kind === "smooth" || kind === "grow" || kind === "shrink") return step;
  if (step > LAST_AREA_STEP) return Infinity;
  return Math.round(10 ** (step / STEPS_PER_DECADE));
}
