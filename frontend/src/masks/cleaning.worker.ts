/** The worker that cleans large masks, so that the canvas stays alive meanwhile. */

import { expose, transfer } from "comlink";

import { cleaned } from "./morphology";
import type { Cleaning } from "./morphology";
import type { Runs } from "./types";

const cleaner = {
  clean(masks: readonly Runs[], cleaning: Cleaning): Runs[] {
    const results = masks.map((runs) => cleaned(runs, cleaning));
    return transfer(
      results,
      results.map(({ bounds }) => bounds.buffer as ArrayBuffer),
    );
  },
};
export type Cleaner = typeof cleaner;

expose(cleaner);
