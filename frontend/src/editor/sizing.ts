/** The brush's size: its limits, dragging it, and the moment for which a new size is written beside it. */

import type { Core } from "./core";

/** A brush of one pixel. */
export const SMALLEST_RADIUS_PX = 0.5;
/** A brush of 1,000 pixels. */
export const LARGEST_RADIUS_PX = 500;

/** How long a new size is shown, in milliseconds. */
const SHOWN_MS = 900;

/** The radius when the pointer was dragged sideways: the brush's edge follows it; whole diameters. */
export function draggedRadius(fromPx: number, byScreenPx: number, scale: number): number {
  const wished = Math.round(2 * (fromPx + byScreenPx / scale)) / 2;
  return Math.min(Math.max(wished, SMALLEST_RADIUS_PX), LARGEST_RADIUS_PX);
}

/** Knows whether the brush's size has just changed, by whatever means. */
export class SizeNote {
  private until: ReturnType<typeof setTimeout> | null = null;

  constructor(core: Core) {
    core.store.subscribe((now, before) => {
      if (now.brush.radiusPx === before.brush.radiusPx) return;
      if (this.until !== null) clearTimeout(this.until);
      this.until = setTimeout(() => {
        this.until = null;
        core.dirty.emit("marks");
      }, SHOWN_MS);
    });
  }

  get isShown(): boolean {
    return this.until !== null;
  }
}
