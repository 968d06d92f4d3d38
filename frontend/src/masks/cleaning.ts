/** Cleans masks: at once where that is quick, in a worker where it would hold up the canvas. */

import { wrap } from "comlink";
import type { Remote } from "comlink";

import type { Cleaner } from "./cleaning.worker";
import { cleaned, costOf } from "./morphology";
import type { Cleaning } from "./morphology";
import type { Runs } from "./types";

/** Steps that fit between two frames: about 15 ms. */
const QUICK_STEPS = 2_000_000;

let cleaner: Remote<Cleaner> | null = null;

/** The masks cleaned, in their order; a promise only where a worker does it. */
export function cleanedMasks(masks: readonly Runs[], cleaning: Cleaning): Runs[] | Promise<Runs[]> {
  const cost = masks.reduce((sum, runs) => sum + costOf(runs, cleaning), 0);
  if (cost <= QUICK_STEPS || typeof Worker === "undefined") {
    return masks.map((runs) => cleaned(runs, cleaning));
  }
  cleaner ??= wrap<Cleaner>(
    new Worker(new URL("./cleaning.worker.ts", import.meta.url), { type: "module" }),
  );
  return cleaner.clean(masks, cleaning);
}
