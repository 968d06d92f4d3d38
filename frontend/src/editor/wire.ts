/** The API's shapes of segments, suggestions and operations, and their way in and out of the editor. */

import { areaPx, bboxXywh } from "../masks/runs";
import { runsFromCounts, runsFromCountList, countsFromRuns } from "../masks/counts";
import type { BboxXywh, SizeHw } from "../geometry/points";
import type { Polygon, Runs } from "../masks/types";
import type { EditorSegment, EditorSuggestion, Uid } from "./types";

/** COCO RLE: column-major; `counts` compressed, or a plain list of run lengths. */
export interface WireMask {
  readonly size: readonly number[];
  readonly counts: string | readonly number[];
}

/** A segment as the API answers it. */
export interface WireSegment {
  readonly uid: Uid;
  readonly class_id: number;
  readonly z: number;
  readonly mask: WireMask;
  readonly polygon: Polygon | null;
  readonly iscrowd: boolean;
  readonly occluded: boolean;
  readonly truncated: boolean;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly origin: string;
  readonly score: number | null;
}

export interface WireSuggestion {
  readonly uid: Uid;
  readonly class_id: number;
  readonly z: number;
  readonly mask: WireMask;
  readonly score: number | null;
  readonly source: string;
  readonly source_ref: string;
}

/** The tool that made an operation; the history of an image shows it. */
export type OperationTool =
  | "brush"
  | "eraser"
  | "polygon"
  | "vertex"
  | "box"
  | "accept"
  | "class"
  | "properties"
  | "order"
  | "delete"
  | "undo"
  | "redo"
  | "merge"
  | "rectangle"
  | "ellipse"
  | "lasso"
  | "fill"
  | "grow"
  | "shrink"
  | "smooth"
  | "fill_holes"
  | "remove_specks"
  | "union"
  | "subtract"
  | "intersect"
  | "split"
  | "convert"
  | "simplify"
  | "redraw"
  | "duplicate"
  | "copy"
  | "superpixels"
  | "scissors"
  | "watershed"
  | "restore"
  | "weak_box"
  | "tag";

/** Without mask and polygon the server keeps the segment's geometry. */
export interface UpsertSegment {
  readonly uid: Uid;
  readonly class_id: number;
  readonly z: number;
  readonly mask?: { readonly size: [number, number]; readonly counts: string };
  readonly polygon?: Polygon;
  readonly iscrowd: boolean;
  readonly occluded: boolean;
  readonly truncated: boolean;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly origin: string;
  readonly score: number | null;
}

export interface UpsertOperation {
  readonly op: "upsert";
  readonly tool: OperationTool;
  readonly segment: UpsertSegment;
}

export interface DeleteOperation {
  readonly op: "delete";
  readonly tool: OperationTool;
  readonly uid: Uid;
}

/** A box or an image tag: a label without pixels. */
export interface WireWeakLabel {
  readonly uid: Uid;
  readonly kind: "box" | "tag";
  readonly class_id: number;
  readonly bbox_xywh: BboxXywh | null;
}

export interface UpsertWeakOperation {
  readonly op: "upsert_weak";
  readonly tool: OperationTool;
  readonly weak_label: WireWeakLabel;
}

export interface DeleteWeakOperation {
  readonly op: "delete_weak";
  readonly tool: OperationTool;
  readonly uid: Uid;
}

/** One element of PATCH …/annotations/{id} `operations`. */
export type Operation =
  UpsertOperation | DeleteOperation | UpsertWeakOperation | DeleteWeakOperation;

/** Raised when a mask from outside does not fit the image. */
export class MaskSizeMismatch extends Error {
  readonly code = "mask_size_mismatch";
}

/**
 * Row-major runs of a mask from the API.
 *
 * @throws MaskSizeMismatch the mask was made for another image size.
 */
export function runsFromWire(mask: WireMask, sizeHw: SizeHw): Runs {
  const [h, w] = mask.size;
  if (h !== sizeHw[0] || w !== sizeHw[1]) {
    throw new MaskSizeMismatch(
      `The mask has the size ${String(h)}×${String(w)}, the image ${sizeHw.join("×")}; ` +
        "reload the image.",
    );
  }
  return typeof mask.counts === "string"
    ? runsFromCounts(mask.counts, sizeHw)
    : runsFromCountList(mask.counts, sizeHw);
}

export function segmentFromWire(wire: WireSegment, sizeHw: SizeHw): EditorSegment {
  const runs = runsFromWire(wire.mask, sizeHw);
  return {
    uid: wire.uid,
    classId: wire.class_id,
    z: wire.z,
    runs,
    polygon: wire.polygon,
    iscrowd: wire.iscrowd,
    occluded: wire.occluded,
    truncated: wire.truncated,
    attributes: wire.attributes,
    origin: wire.origin,
    score: wire.score,
    areaPx: areaPx(runs),
    bboxXywh: bboxXywh(runs),
  };
}

export function suggestionFromWire(wire: WireSuggestion, sizeHw: SizeHw): EditorSuggestion {
  const runs = runsFromWire(wire.mask, sizeHw);
  return {
    uid: wire.uid,
    classId: wire.class_id,
    z: wire.z,
    runs,
    score: wire.score,
    source: wire.source,
    sourceRef: wire.source_ref,
    areaPx: areaPx(runs),
    bboxXywh: bboxXywh(runs),
  };
}

/**
 * The upsert of a segment.
 *
 * The counts are encoded when they are first read (JSON, IndexedDB): of ten strokes within one
 * save only the last one's mask is ever encoded, and none of it in the pointer event.
 */
export function upsert(
  segment: EditorSegment,
  tool: OperationTool,
  hasNewGeometry: boolean,
): UpsertOperation {
  return {
    op: "upsert",
    tool,
    segment: {
      uid: segment.uid,
      class_id: segment.classId,
      z: segment.z,
      ...(hasNewGeometry && segment.polygon !== null ? { polygon: segment.polygon } : {}),
      ...(hasNewGeometry && segment.polygon === null ? { mask: lazyMask(segment.runs) } : {}),
      iscrowd: segment.iscrowd,
      occluded: segment.occluded,
      truncated: segment.truncated,
      attributes: segment.attributes,
      origin: segment.origin,
      score: segment.score,
    },
  };
}

function lazyMask(runs: Runs): { size: [number, number]; counts: string } {
  let counts: string | null = null;
  return {
    size: [runs.sizeHw[0], runs.sizeHw[1]],
    get counts(): string {
      counts ??= countsFromRuns(runs);
      return counts;
    },
  };
}
