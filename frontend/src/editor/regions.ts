/** Regions at once: rectangles, ellipses, lassos and fills are added to a segment or cut out of segments. */

import type { ImagePoint } from "../geometry/points";
import { union } from "../masks/boolean";
import { pixelsOf } from "../masks/region";
import type { Region } from "../masks/region";
import { isEmptyRuns } from "../masks/runs";
import { spansOfRuns } from "../masks/spans";
import type { Polygon, Runs } from "../masks/types";
import type { Core } from "./core";
import { eraserTarget } from "./erasing";
import { replaceMasks } from "./replacing";
import { selectionOf } from "./selection";
import { classToDraw, newShell } from "./shells";
import type { Uid } from "./types";
import type { OperationTool } from "./wire";

/** Adds a drawn region to the selected segment of the active class, or cuts it out, as is set. */
export function drawRegion(core: Core, region: Region, at: ImagePoint): void {
  const pixels = pixelsOf(region, core.state.sizeHw);
  if (isEmptyRuns(pixels)) core.notify("empty_shape");
  else if (core.state.region.mode === "remove") cutPixels(core, pixels, at, region.kind);
  else addPixels(core, pixels, region.kind, "shape", verticesOf(region, pixels));
}

/**
 * Gives pixels to the selected segment of the active class, as the brush would, or to a new one.
 *
 * @param vertices what a new segment keeps if it gets all the pixels.
 * @returns the segment's uid, or null where nothing was drawn.
 */
export function addPixels(
  core: Core,
  pixels: Runs,
  tool: OperationTool,
  origin: string,
  vertices: Polygon | null = null,
): Uid | null {
  const classId = classToDraw(core);
  if (classId === null) return null;
  const { selectedUid, segments } = core.state;
  const selected = selectedUid === null ? undefined : segments.get(selectedUid);
  const before = selected?.classId === classId ? selected : undefined;
  const [uid] = replaceMasks(
    core,
    before === undefined
      ? [{ shell: newShell(core, classId, origin), pixels, polygon: vertices }]
      : [{ uid: before.uid, pixels: union(before.runs, pixels), polygon: null }],
    tool,
  );
  if (uid === undefined) {
    // A frozen segment has said so itself.
    if (before === undefined) core.notify("empty_shape");
    return null;
  }
  if (before !== undefined && core.state.segments.get(uid)?.runs === before.runs) {
    core.notify("empty_shape", uid);
  }
  if (core.state.selectedUid !== uid) core.set(selectionOf([uid]));
  return uid;
}

/** Cuts pixels out of the selected segment, or out of all that may be changed, as is set. */
export function cutPixels(core: Core, pixels: Runs, at: ImagePoint, tool: OperationTool): void {
  const spans = spansOfRuns(pixels);
  const transaction = core.begin();
  if (core.state.region.erases === "everything") transaction.removeAll(spans);
  else {
    const target = eraserTarget(core, at);
    if (target === null) return;
    transaction.remove(target, spans);
  }
  const changes = transaction.finish();
  if (changes.length === 0) core.notify("nothing_to_erase");
  else core.commit({ changes, moves: [] }, tool, true);
}

/** A rectangle's corners can be moved later on; nobody wants a lasso's hundreds. */
function verticesOf(region: Region, pixels: Runs): Polygon | null {
  if (region.kind !== "rectangle" || isEmptyRuns(pixels)) return null;
  const [h, w] = pixels.sizeHw;
  const [x0, y0, x1, y1] = region.boxXyxy;
  const [left, right] = [Math.max(x0, 0), Math.min(x1, w)];
  const [top, bottom] = [Math.max(y0, 0), Math.min(y1, h)];
  const outer = [
    [left, top],
    [right, top],
    [right, bottom],
    [left, bottom],
  ] as const;
  return { parts: [{ outer, holes: [] }] };
}
