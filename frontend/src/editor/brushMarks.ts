/** The brush's mark: its outline where it would paint, its size while that changes, Shift's straight line. */

import type { ImagePoint } from "../geometry/points";
import { diameterOf } from "../masks/brush";
import type { Nib } from "../masks/brush";
import type { Core } from "./core";
import type { Gestures } from "./gestures";

export interface NibMark {
  readonly at: ImagePoint;
  readonly nib: Nib;
  /** Its size in pixels, just after that changed. */
  readonly label: string | null;
  /** Where the straight line would begin that a press would draw now. */
  readonly straightFrom: ImagePoint | null;
}

export function nibMark(core: Core, gestures: Gestures): NibMark | null {
  const { tool, brush } = core.state;
  const { cursorAt: at, toolStates } = gestures;
  if (at === null || (tool !== "brush" && tool !== "eraser")) return null;
  const state = toolStates[tool];
  const diameterPx = diameterOf(brush.radiusPx);
  return {
    at,
    nib: { diameterPx, shape: brush.shape },
    label: gestures.sizeNote.isShown ? `${diameterPx} px` : null,
    straightFrom: gestures.isShiftHeld && state.kind === "idle" ? state.lastEnd : null,
  };
}
