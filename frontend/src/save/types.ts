/** What the save queue keeps and says: wire shapes of the save request, pending work, visible state. */

import type { SegmentWire } from "../api/types";

export interface RleWire {
  /** [height, width] */
  readonly size: readonly [number, number];
  /** COCO compressed counts, column-major. */
  readonly counts: string;
}

type RingWire = readonly (readonly [number, number])[];

export interface PolygonWire {
  readonly parts: readonly { readonly outer: RingWire; readonly holes: readonly RingWire[] }[];
}

/** With neither mask nor polygon the geometry on the server stays. */
export interface SegmentPatch {
  readonly uid: string;
  readonly class_id: number;
  readonly z: number;
  readonly mask?: RleWire;
  readonly polygon?: PolygonWire | null;
  readonly iscrowd?: boolean;
  readonly occluded?: boolean;
  readonly truncated?: boolean;
  readonly attributes?: Readonly<Record<string, unknown>>;
  readonly origin: string;
  readonly score?: number | null;
}

/** A box or an image tag: a label without pixels. */
export interface WeakWire {
  readonly uid: string;
  readonly kind: "box" | "tag";
  readonly class_id: number;
  readonly bbox_xywh: readonly [number, number, number, number] | null;
}

/** One change of one segment, box or tag, as the server takes it. */
export type Operation =
  | { readonly op: "upsert"; readonly tool: string; readonly segment: SegmentPatch }
  | { readonly op: "delete"; readonly tool: string; readonly uid: string }
  | { readonly op: "upsert_weak"; readonly tool: string; readonly weak_label: WeakWire }
  | { readonly op: "delete_weak"; readonly tool: string; readonly uid: string };

/** What others changed of boxes and tags. */
export interface WeakRemote {
  readonly weak_changed?: readonly WeakWire[];
  readonly weak_deleted?: readonly string[];
}

/** A whole segment as an editor takes it: what the server sends, less what it computes. */
export type WholeSegment = Readonly<
  Omit<SegmentWire, "mask" | "polygon" | "origin" | "area_px" | "bbox_xywh">
> & {
  readonly origin: string;
  readonly mask: RleWire;
  readonly polygon: PolygonWire | null;
};

/** What one request carried: frozen when first sent, so a retry is byte for byte the same save. */
export interface Batch {
  saveId: string;
  baseRevision: number;
  activeMs: number;
  operations: Operation[];
}

/** One segment that two people changed; `theirs` null: they deleted it, `mine` undefined: untouched by me. */
export interface ConflictItem {
  uid: string;
  mine: Operation | undefined;
  theirs: WholeSegment | null;
}

export interface Conflict {
  kind: "stale_revision" | "overlap";
  revision: number;
  items: ConflictItem[];
}

/** A batch that the server would not take (not a conflict, not a failure to reach it): kept aside. */
export interface RefusedBatch extends Batch {
  code: string;
  message: string;
  refusedAt: number;
}

/** A suggestion turned down, or made pending again; accepting is an Operation. */
export type Decision = "reject" | "restore";

/** All unsaved work of one user on one annotation: one IndexedDB row. */
export interface Work {
  userId: number;
  annotationId: number;
  imageId: number;
  projectId: number;
  imageName: string;
  /** Of the image; a polygon without a mask is drawn with it. */
  sizeHw: readonly [number, number];
  baseRevision: number;
  /** The save_id that the next batch will bear: known before sending, so leaving can send at once. */
  nextSaveId: string;
  batch: Batch | null;
  operations: Operation[];
  /** By suggestion's uid. */
  decisions: Record<string, Decision>;
  activeMs: number;
  conflict: Conflict | null;
  refused: RefusedBatch[];
}

export type SaveStateKind = "saved" | "saving" | "offline" | "conflict" | "refused" | "signed-out";

/** What the page shows about one annotation. */
export interface SaveState {
  kind: SaveStateKind;
  /** Changes kept here that the server does not have yet. */
  numPending: number;
  conflict: Conflict | null;
  refused: readonly RefusedBatch[];
  /** False when the browser's storage refused: work lives in this tab's memory only. */
  durable: boolean;
  message: string | null;
}

/** What the queue must know about an annotation that is open in the editor. */
export interface OpenAnnotation {
  annotationId: number;
  imageId: number;
  projectId: number;
  imageName: string;
  sizeHw: readonly [number, number];
  revision: number;
}
