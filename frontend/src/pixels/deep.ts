/** The original values of a 16-bit grey picture, as the browser keeps them. */

import type { SizeHw } from "../geometry/points";
import type { Halving } from "./halving";
import type { Counts } from "./histogram";

export const DEEPEST_VALUE = 65_535;

export interface DeepLevel extends Halving {
  /** Row-major. */
  readonly values: Uint16Array;
}

export interface DeepValues {
  readonly sizeHw: SizeHw;
  /** The picture itself, then its halvings, largest first. */
  readonly levels: readonly DeepLevel[];
  /** Of all pixels; 65,536 entries. */
  readonly counts: Counts;
}

export interface DeepLoader {
  load(url: string, sizeHw: SizeHw): Promise<DeepValues>;
}

/** The server's values and the picture's size disagree, or there is no answer. */
export class NoDeepValues extends Error {
  readonly code = "no_deep_values";
}
