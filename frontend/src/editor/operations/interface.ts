/** What is done to whole segments at once: the part of the editor's interface for operations. */

import type { Runs } from "../../masks/types";
import type { Connectivity } from "../../masks/components";
import type { Notice, Uid } from "../types";
import type { OperationTool } from "../wire";

/**
 * Union: the primary gets the pixels of all, the others go; their classes must agree. Merge: the same for
 * any classes. Subtract: the primary without the others' pixels. Intersect: what all have in common. After
 * the last two the others are as they were.
 */
export type Combination = "union" | "merge" | "subtract" | "intersect";

/** A segment's pixels as a cleaning would leave them. */
export interface Refined {
  readonly uid: Uid;
  readonly runs: Runs;
}

/** What a refinement that is proposed would change, in pixels. */
export interface RefinementSummary {
  readonly gained: number;
  readonly lost: number;
  /** Segments that would vanish: they are left as they are. */
  readonly numVanishing: number;
}

/** All act on the selected segments, in one step of the history, and refuse rather than lose pixels unasked. */
export interface OperationCommands {
  combine(how: Combination): void;
  /** Makes every part that hangs apart a segment of its own; the largest stays. */
  splitIntoParts(): void;
  /** Whether pixels that touch at a corner only hang together. */
  setConnectivity(connectivity: Connectivity): void;
  /** Shows what the refined segments would be, as far as the paint mode and locks let them have it. */
  proposeRefined(refined: readonly Refined[], tool: OperationTool): RefinementSummary;
  /** Copies the segments in place, right above themselves, and selects the copies. */
  duplicate(): void;
  /** Says why a command of the page's own does nothing, where the editor says such things. */
  tell(code: Notice["code"]): void;
}
