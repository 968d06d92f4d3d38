/** The z-order: sparse whole keys, so that a segment can move between two others without touching them. */

import type { ZMove } from "./interface";
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

/** A region's place in the paint order, its key brought up to date while others move. */
interface Ranked {
  readonly uid: Uid;
  z: number;
}

/**
 * New keys that move segments, whose order among each other stays: usually only their own; where two
 * neighbours leave no whole number between them, the segments above are pushed up too.
 */
export function reordered(
  regions: readonly Region[],
  uids: Iterable<Uid>,
  to: ZMove,
): Map<Uid, number> {
  const moving = new Set(uids);
  const keys = new Map<Uid, number>();
  const order: Ranked[] = [...regions].sort(paintOrder).map(({ uid, z }) => ({ uid, z }));
  const chosen = order.filter(({ uid }) => moving.has(uid));
  // Nobody overtakes another of them: who goes to an end goes last, who goes one step goes first.
  if (to === "back" || to === "forward") chosen.reverse();
  let stop = to === "backward" ? 0 : order.length - 1;
  for (const one of chosen) {
    const from = order.indexOf(one);
    const target = {
      front: order.length - 1,
      back: 0,
      forward: Math.min(from + 1, stop),
      backward: Math.max(from - 1, stop),
    }[to];
    stop = to === "backward" ? target + 1 : target - 1;
    if (target === from) continue;
    order.splice(from, 1);
    order.splice(target, 0, one);
    rekey(order, target, keys);
  }
  return keys;
}

/** Gives the region at `at` a key between its neighbours', and notes it. */
function rekey(order: readonly Ranked[], at: number, keys: Map<Uid, number>): void {
  const set = (one: Ranked, z: number): void => {
    one.z = z;
    keys.set(one.uid, z);
  };
  const one = order[at]!;
  const below = order[at - 1]?.z;
  const above = order[at + 1]?.z;
  if (below === undefined) set(one, above! - Z_STEP);
  else if (above === undefined) set(one, below + Z_STEP);
  else if (above - below >= 2) set(one, below + Math.floor((above - below) / 2));
  else {
    let key = below + Z_STEP;
    set(one, key);
    for (const region of order.slice(at + 1)) {
      if (region.z > key) break;
      key += Z_STEP;
      set(region, key);
    }
  }
}

/** Where segments go in the z-order: directly above or below one that stays. */
export interface ZPlace {
  readonly uid: Uid;
  readonly side: "above" | "below";
}

/**
 * New keys that bring segments, in their order among each other, directly above or below another one;
 * those above are pushed up only where the gap has too few whole numbers. None where nothing would move.
 */
export function placed(
  regions: readonly Region[],
  uids: Iterable<Uid>,
  { uid: anchor, side }: ZPlace,
): Map<Uid, number> {
  const moving = new Set(uids);
  const keys = new Map<Uid, number>();
  const order = [...regions].sort(paintOrder);
  const chosen = order.filter(({ uid }) => moving.has(uid));
  const others = order.filter(({ uid }) => !moving.has(uid));
  const at = others.findIndex(({ uid }) => uid === anchor) + (side === "above" ? 1 : 0);
  if (chosen.length === 0 || others.every(({ uid }) => uid !== anchor)) return keys;
  const next = others.toSpliced(at, 0, ...chosen);
  if (next.every((region, index) => region === order[index])) return keys;
  const [low, high] = [others[at - 1]?.z, others[at]?.z];
  const step = stepBetween(low, high, chosen.length);
  let key = low ?? high! - Z_STEP * (chosen.length + 1);
  for (const { uid } of chosen) {
    key += step;
    keys.set(uid, key);
  }
  for (const region of others.slice(at)) {
    if (region.z > key) break;
    key += Z_STEP;
    keys.set(region.uid, key);
  }
  return keys;
}

/** How far apart `count` keys lie between two neighbours; a whole step where they have no room. */
function stepBetween(low: number | undefined, high: number | undefined, count: number): number {
  if (low === undefined || high === undefined) return Z_STEP;
  return Math.floor((high - low) / (count + 1)) || Z_STEP;
}
