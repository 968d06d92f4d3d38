/** What copying segments to another image saves there: only new segments, never a pixel of somebody else's. */

import type { AnnotationWire } from "../../../api/types";
import type { EditorSegment, UpsertOperation } from "../../../editor";
import { MaskSizeMismatch, runsFromWire } from "../../../editor";
import type { SizeHw } from "../../../geometry/points";
import { countsFromRuns } from "../../../masks/counts";
import { subtract, union } from "../../../masks/boolean";
import { emptyRuns, equalRuns, isEmptyRuns } from "../../../masks/runs";
import type { Runs } from "../../../masks/types";
import { newSaveId } from "../../../save";

/** Room between z keys, as the editor keeps it. */
const Z_STEP = 1024;

export interface CopyPlan {
  readonly operations: UpsertOperation[];
  /** Segments whose pixels are all labelled there, or that are there already. */
  readonly numLeftOut: number;
  /** Segments that lost the pixels which are labelled there. */
  readonly numCarved: number;
}

/**
 * Layered images get the copies on top of what is there; exclusive ones only on unlabelled pixels. A segment
 * that is there already, pixel by pixel in its class, is not copied twice.
 *
 * @throws MaskSizeMismatch the image there has another size.
 */
export function planCopies(
  segments: readonly EditorSegment[],
  there: Pick<AnnotationWire, "segments" | "overlap_mode">,
  sizeHw: SizeHw,
): CopyPlan {
  const present = there.segments.map(({ class_id: classId, mask, z }) => ({
    classId,
    z,
    runs: runsFromWire(mask, sizeHw),
  }));
  const isExclusive = there.overlap_mode === "exclusive";
  let taken = isExclusive
    ? unionOf(
        present.map(({ runs }) => runs),
        sizeHw,
      )
    : emptyRuns(sizeHw);
  let z = present.reduce((highest, each) => Math.max(highest, each.z), -Z_STEP);
  const operations: UpsertOperation[] = [];
  let [numLeftOut, numCarved] = [0, 0];
  for (const segment of [...segments].sort((a, b) => a.z - b.z)) {
    if (segment.runs.sizeHw[0] !== sizeHw[0] || segment.runs.sizeHw[1] !== sizeHw[1]) {
      throw new MaskSizeMismatch("The images differ in size.");
    }
    const isThere = present.some(
      ({ classId, runs }) => classId === segment.classId && equalRuns(runs, segment.runs),
    );
    const runs = subtract(segment.runs, taken);
    if (isThere || isEmptyRuns(runs)) {
      numLeftOut += 1;
      continue;
    }
    if (!equalRuns(runs, segment.runs)) numCarved += 1;
    if (isExclusive) taken = union(taken, runs);
    z += Z_STEP;
    operations.push(operationOf(segment, runs, z));
  }
  return { operations, numLeftOut, numCarved };
}

function operationOf(segment: EditorSegment, runs: Runs, z: number): UpsertOperation {
  const { classId, polygon, iscrowd, occluded, truncated, attributes, origin, score } = segment;
  const isWhole =
    runs.bounds.length === segment.runs.bounds.length && equalRuns(runs, segment.runs);
  const geometry = polygon !== null && isWhole ? { polygon } : { mask: maskOf(runs) };
  return {
    op: "upsert",
    tool: "copy",
    segment: {
      uid: newSaveId(),
      class_id: classId,
      z,
      ...geometry,
      iscrowd,
      occluded,
      truncated,
      attributes,
      origin,
      score,
    },
  };
}

function maskOf(runs: Runs): NonNullable<UpsertOperation["segment"]["mask"]> {
  return { size: [runs.sizeHw[0], runs.sizeHw[1]], counts: countsFromRuns(runs) };
}

function unionOf(masks: readonly Runs[], sizeHw: SizeHw): Runs {
  if (masks.length === 0) return emptyRuns(sizeHw);
  if (masks.length === 1) return masks[0]!;
  const half = masks.length >> 1;
  return union(unionOf(masks.slice(0, half), sizeHw), unionOf(masks.slice(half), sizeHw));
}
