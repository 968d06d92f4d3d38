/** Copies of the selected segments in place, for images whose segments may overlap. */

import { shellOf } from "../change";
import type { Core } from "../core";
import { MAX_REGIONS } from "../layer";
import { Z_STEP } from "../order";
import { replaceMasks } from "../replacing";
import type { MaskEdit } from "../replacing";
import { selectedSegments, selectionOf } from "../selection";

export function duplicate(core: Core): void {
  const uids = selectedSegments(core.state);
  if (uids.length === 0) core.notify("choose_one");
  else if (core.state.overlapMode === "exclusive") core.notify("exclusive_duplicate");
  else if (core.segments.size + uids.length > MAX_REGIONS) core.notify("too_many");
  else {
    const keys = [...core.state.segments.values()].map(({ z }) => z).sort((a, b) => a - b);
    const edits = uids.map((uid): MaskEdit => {
      const { region } = core.segments.get(uid)!;
      const shell = { ...shellOf(region), uid: core.newUid(), z: keyAbove(keys, region.z) };
      return { shell, pixels: region.runs, polygon: region.polygon };
    });
    const made = replaceMasks(core, edits, "duplicate", "above");
    core.set(selectionOf(made));
    core.notify("duplicated", null, made.length);
  }
}

/** A key right above another one; the same where the next leaves no whole number between. */
function keyAbove(sorted: readonly number[], z: number): number {
  const next = sorted.find((key) => key > z);
  return next === undefined ? z + Z_STEP : z + Math.floor((next - z) / 2);
}
