/** Brings the id-map to what a step left behind: every pixel that may show another owner, once. */

import { boxOfBbox } from "../geometry/points";
import type { BoxXyxy } from "../geometry/points";
import { Cells } from "./cells";
import type { Change } from "./change";
import type { Layer } from "./layer";
import type { EditorSegment } from "./types";

/** From this part of the image on, walking through all masks costs less than looking into each cell. */
const MOST_OF_IT = 0.25;
/** Few cells are always quicker. */
const FEW_CELLS = 64;

/**
 * Composes what the changes made out of date. Properties that say nothing about order or visibility cost
 * nothing, however many segments have new ones.
 */
export function composeChanges(
  layer: Layer<EditorSegment>,
  changes: readonly Change[],
  hidesClasses: boolean,
): void {
  const cells = new Cells(layer.sizeHw);
  for (const change of changes) {
    const segment = layer.get(change.uid)?.region;
    if (segment !== undefined && showsElsewhere(change, hidesClasses)) {
      cells.addBox(boxOfBbox(segment.bboxXywh));
    } else cells.addRuns(change.patch);
  }
  const boxes = cells.boxes();
  if (boxes.length > FEW_CELLS && cells.share > MOST_OF_IT) layer.composeAll();
  else for (const box of boxes) layer.compose(box);
}

/** Where owners may be others now: with every patch the cells that it meets. */
export function ownedBoxes(
  sizeHw: readonly [number, number],
  changes: readonly Change[],
): BoxXyxy[] {
  const cells = new Cells(sizeHw);
  for (const { patch } of changes) cells.addRuns(patch);
  return cells.boxes();
}

/** Whether a segment covers others (or no longer does) with pixels that are its own already. */
function showsElsewhere({ before, after }: Change, hidesClasses: boolean): boolean {
  if (before === null || after === null) return false;
  // A class may be hidden; then its segments leave the id-map of a layered image.
  return before.z !== after.z || (hidesClasses && before.classId !== after.classId);
}
