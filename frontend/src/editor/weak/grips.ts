/** Where a box without pixels can be taken hold of: its edges, two of them at a corner. */

import type { BboxXywh, BoxXyxy, ImagePoint } from "../../geometry/points";
import type { Core } from "../core";
import type { Uid } from "../types";

export interface Grip {
  readonly uid: Uid;
  readonly boxXyxy: BoxXyxy;
  /** Which edges follow the pointer: left, top, right, bottom. */
  readonly edges: readonly [boolean, boolean, boolean, boolean];
}

/** The edges within reach; null where none is. Of a box narrower than the reach the nearer edge counts. */
export function gripOf(
  uid: Uid,
  [left, top, w, h]: BboxXywh,
  { x, y }: ImagePoint,
  reachPx: number,
): Grip | null {
  const [right, bottom] = [left + w, top + h];
  const isBeside = x < left - reachPx || x > right + reachPx;
  if (isBeside || y < top - reachPx || y > bottom + reachPx) return null;
  const [dLeft, dTop] = [Math.abs(x - left), Math.abs(y - top)];
  const [dRight, dBottom] = [Math.abs(x - right), Math.abs(y - bottom)];
  const edges = [
    dLeft <= reachPx && dLeft <= dRight,
    dTop <= reachPx && dTop <= dBottom,
    dRight <= reachPx && dRight < dLeft,
    dBottom <= reachPx && dBottom < dTop,
  ] as const;
  return edges.some(Boolean) ? { uid, boxXyxy: [left, top, right, bottom], edges } : null;
}

/** The selected box first, then the others. */
export function gripAt(core: Core, at: ImagePoint, reachPx: number): Grip | null {
  const { weakLabels, selectedBoxUid, hiddenClassIds } = core.state;
  let found: Grip | null = null;
  for (const { uid, bboxXywh, classId } of weakLabels.values()) {
    if (bboxXywh === null || hiddenClassIds.has(classId)) continue;
    const grip = gripOf(uid, bboxXywh, at, reachPx);
    if (grip !== null && (found === null || uid === selectedBoxUid)) found = grip;
  }
  return found;
}

/** The box as the pointer's way from `from` to `to` leaves it; an edge may be drawn past its opposite. */
export function adjusted(grip: Grip, from: ImagePoint, to: ImagePoint, moves: boolean): BoxXyxy {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const by = [dx, dy, dx, dy];
  const [x0, y0, x1, y1] = grip.boxXyxy.map((value, i) =>
    moves || grip.edges[i] ? value + by[i]! : value,
  ) as [number, number, number, number];
  return [Math.min(x0, x1), Math.min(y0, y1), Math.max(x0, x1), Math.max(y0, y1)];
}
