/** The z-order: sparse whole keys, so that a segment can move between two others without touching them. */

import type { Layer, Region } from "./layer";
import { paintOrder } from "./layer";
import type { EditorSegment, PaintMode, Uid } from "./types";

/** Keys stay far apart, within the whole numbers that JSON and doubles keep exactly. */
export const Z_STEP = 1024;
const Z_LIMIT = Number.MAX_SAFE_INTEGER;

/** The key of a new segment: on top, or at the bottom when painting below. */
export function newZ(layer: Layer<EditorSegment>, mode: PaintMode): number {
  const keys = layer.all().map(({ region }) => region.z);
  if (keys.length === 0) return 0;
  return mode === "below"
    ? Math.max(keys.reduce((a, b) => Math.min(a, b)) - Z_STEP, -Z_LIMIT)
    : Math.min(keys.reduce((a, b) => Math.max(a, b)) + Z_STEP, Z_LIMIT);
}

/**
 * New keys that move one segment: usually only its own; where two neighbours leave no whole number
 * between them, the segments above are pushed up too.
 */
export function reordered(
  regions: readonly Region[],
  uid: Uid,
  to: "front" | "back" | "forward" | "backward",
): Map<Uid, number> {
  const sorted = [...regions].sort(paintOrder);
  const from = sorted.findIndex((region) => region.uid === uid);
  const keys = new Map<Uid, number>();
  if (from < 0) return keys;
  const last = sorted.length - 1;
  const target = {
    front: last,
    back: 0,
    forward: Math.min(from + 1, last),
    backward: Math.max(from - 1, 0),
  }[to];
  if (target === from) return keys;
  const others = sorted.toSpliced(from, 1);
  const below = others[target - 1]?.z;
  const above = others[target]?.z;
  if (below === undefined) keys.set(uid, above! - Z_STEP);
  else if (above === undefined) keys.set(uid, below + Z_STEP);
  else if (above - below >= 2) keys.set(uid, below + Math.floor((above - below) / 2));
  else {
    let key = below + Z_STEP;
    keys.set(uid, key);
    for (const region of others.slice(target)) {
      if (region.z > key) break;
      key += Z_STEP;
      keys.set(region.uid, key);
    }
  }
  return keys;
}
