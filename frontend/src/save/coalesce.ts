/** Pure rules for pending operations: one per segment, newest wins, geometry never lost on the way. */

import type {
  Operation,
  PolygonWire,
  RleWire,
  SegmentPatch,
  WeakWire,
  WholeSegment,
} from "./types";

/** What an operation is about. Boxes and tags are named apart: a segment may bear the same uid. */
export function uidOf(operation: Operation): string {
  switch (operation.op) {
    case "upsert":
      return operation.segment.uid;
    case "delete":
      return operation.uid;
    case "upsert_weak":
      return weakKey(operation.weak_label.uid);
    case "delete_weak":
      return weakKey(operation.uid);
  }
}

export function weakKey(uid: string): string {
  return `weak:${uid}`;
}

/**
 * Adds operations to pending ones, at most one per uid.
 *
 * A change of properties (no geometry) after a change of pixels keeps the pixels. The merged operation
 * takes the place of the newer one, because in exclusive projects a later carve must follow its cause.
 */
export function coalesce(pending: readonly Operation[], added: readonly Operation[]): Operation[] {
  const byUid = new Map(pending.map((operation) => [uidOf(operation), operation]));
  for (const operation of added) {
    const uid = uidOf(operation);
    const merged = merge(byUid.get(uid), operation);
    byUid.delete(uid);
    byUid.set(uid, merged);
  }
  return [...byUid.values()];
}

function merge(before: Operation | undefined, after: Operation): Operation {
  if (before?.op !== "upsert" || after.op !== "upsert") return after;
  return { ...after, segment: withGeometryOf(before.segment, after.segment) };
}

/** The later patch over the earlier; its geometry replaces the earlier one wholly (never mask of one, polygon of other). */
function withGeometryOf(before: SegmentPatch, after: SegmentPatch): SegmentPatch {
  if (!hasGeometry(after)) return { ...before, ...after, ...geometryOf(before) };
  const { mask: _mask, polygon: _polygon, ...properties } = before;
  return { ...properties, ...after };
}

function geometryOf(patch: SegmentPatch): Pick<SegmentPatch, "mask" | "polygon"> {
  return {
    ...(patch.mask === undefined ? {} : { mask: patch.mask }),
    ...(patch.polygon === undefined ? {} : { polygon: patch.polygon }),
  };
}

export function hasGeometry(patch: SegmentPatch): boolean {
  return patch.mask !== undefined || (patch.polygon !== undefined && patch.polygon !== null);
}

/** Computes a polygon's mask by the rule that the server uses too. */
export type Rasterise = (polygon: PolygonWire) => RleWire;

/**
 * The server's segments with pending operations laid over them: what the editor shows after a reload.
 *
 * An upsert without geometry of a segment that is gone is skipped: there is nothing to show.
 */
export function overlay(
  segments: readonly WholeSegment[],
  operations: readonly Operation[],
  rasterise: Rasterise,
): WholeSegment[] {
  const byUid = new Map(segments.map((segment) => [segment.uid, segment]));
  for (const operation of operations) {
    if (operation.op === "delete") byUid.delete(operation.uid);
    else if (operation.op === "upsert") {
      const shown = laidOver(byUid.get(operation.segment.uid), operation.segment, rasterise);
      if (shown) byUid.set(shown.uid, shown);
    }
  }
  return [...byUid.values()];
}

/** Boxes and tags with pending operations laid over them. */
export function overlayWeak(
  weak: readonly WeakWire[],
  operations: readonly Operation[],
): WeakWire[] {
  const byUid = new Map(weak.map((each) => [each.uid, each]));
  for (const operation of operations) {
    if (operation.op === "delete_weak") byUid.delete(operation.uid);
    if (operation.op === "upsert_weak") byUid.set(operation.weak_label.uid, operation.weak_label);
  }
  return [...byUid.values()];
}

function laidOver(
  before: WholeSegment | undefined,
  patch: SegmentPatch,
  rasterise: Rasterise,
): WholeSegment | undefined {
  const polygon = hasGeometry(patch) ? (patch.polygon ?? null) : (before?.polygon ?? null);
  const drawn = patch.mask ?? (patch.polygon ? rasterise(patch.polygon) : undefined);
  const mask = drawn ?? before?.mask;
  if (mask === undefined) return undefined;
  return {
    iscrowd: false,
    occluded: false,
    truncated: false,
    attributes: {},
    score: null,
    ...before,
    ...patch,
    mask,
    polygon,
  };
}
