/** Superpixels under the pointer: which one is shown, and which a stroke meets. */

import type { ImagePoint } from "../geometry/points";
import { equalRuns } from "../masks/runs";
import type { Superpixels, SuperpixelSize } from "../masks/superpixels";
import type { Core } from "./core";

/** Less than half of the smallest region's side (6 px): a stroke misses none that it crosses. */
const STEP_PX = 2;

/** Shows the region at a position, or none. */
export function highlightAt(core: Core, at: ImagePoint | null): void {
  const { superpixels, superpixelSize, highlight } = core.state;
  const region =
    superpixels === null || at === null
      ? -1
      : superpixels.regionAt(Math.floor(at.y), Math.floor(at.x), superpixelSize);
  const next = region < 0 ? null : superpixels!.runsOf(region, superpixelSize);
  const isSame =
    next === null ? highlight === null : highlight !== null && equalRuns(next, highlight);
  if (!isSame) core.set({ highlight: next });
}

/** The regions between two positions, each once. */
export function regionsAlong(
  superpixels: Superpixels,
  size: SuperpixelSize,
  from: ImagePoint,
  to: ImagePoint,
): Set<number> {
  const steps = Math.max(Math.ceil(Math.hypot(to.x - from.x, to.y - from.y) / STEP_PX), 1);
  const met = new Set<number>();
  for (let i = 0; i <= steps; i += 1) {
    const x = from.x + ((to.x - from.x) * i) / steps;
    const y = from.y + ((to.y - from.y) * i) / steps;
    const region = superpixels.regionAt(Math.floor(y), Math.floor(x), size);
    if (region >= 0) met.add(region);
  }
  return met;
}
