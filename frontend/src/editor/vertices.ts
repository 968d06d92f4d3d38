/** Picked vertices of the selected polygon: moved, removed and walked through, by pointer and by keyboard. */

import type { BoxXyxy, ImagePoint } from "../geometry/points";
import { rasterise } from "../masks/polygon";
import { hasPixel, isEmptyRuns } from "../masks/runs";
import { isSimplePolygon } from "../masks/simple";
import type { Polygon, Vertex } from "../masks/types";
import { allVertices, moveVertices, withoutVertices } from "../masks/vertices";
import type { VertexRef } from "../masks/vertices";
import { deletion } from "./change";
import type { Core } from "./core";
import { isFrozen } from "./layer";
import type { SegmentItem } from "./transaction";

/** Keys that work on vertices while the select tool has a polygon. */
export type VertexKey = "next" | "previous" | "left" | "right" | "up" | "down" | "remove" | "none";

interface Outlined {
  readonly item: SegmentItem;
  readonly polygon: Polygon;
}

/** The selected polygon, with the tool that edits it. */
function outlined(core: Core): Outlined | null {
  const { tool, selectedUid } = core.state;
  const item = selectedUid === null ? undefined : core.segments.get(selectedUid);
  const polygon = item?.region.polygon ?? null;
  return tool !== "select" || item === undefined || polygon === null ? null : { item, polygon };
}

/** What is picked of the selected polygon; any other change of it drops the picks. */
export function picked(core: Core): readonly VertexRef[] {
  const { pickedVertices } = core.state;
  if (pickedVertices === null) return [];
  return pickedVertices.of === outlined(core)?.polygon ? pickedVertices.refs : [];
}

export function isPicked(core: Core, ref: VertexRef): boolean {
  return picked(core).some((each) => isSame(each, ref));
}

export function pick(core: Core, refs: readonly VertexRef[]): void {
  const polygon = outlined(core)?.polygon;
  const isNone = polygon === undefined || refs.length === 0;
  core.set({ pickedVertices: isNone ? null : { of: polygon, refs } });
}

/** Picks one vertex, or with `adds` adds it or takes it away. */
export function pickVertex(core: Core, ref: VertexRef, adds: boolean): void {
  const before = picked(core);
  const others = before.filter((each) => !isSame(each, ref));
  if (!adds) pick(core, [ref]);
  else pick(core, others.length < before.length ? others : [...before, ref]);
}

export function pickRing(core: Core, { part, ring }: VertexRef): void {
  const polygon = outlined(core)?.polygon;
  if (polygon === undefined) return;
  const all = allVertices(polygon).map(({ ref }) => ref);
  pick(
    core,
    all.filter((each) => each.part === part && each.ring === ring),
  );
}

export function pickInBox(core: Core, [x0, y0, x1, y1]: BoxXyxy, adds: boolean): void {
  const polygon = outlined(core)?.polygon;
  if (polygon === undefined) return;
  const met = allVertices(polygon)
    .filter(({ at: [x, y] }) => x >= x0 && x <= x1 && y >= y0 && y <= y1)
    .map(({ ref }) => ref);
  const before = adds ? picked(core) : [];
  pick(core, [...before, ...met.filter((ref) => !before.some((each) => isSame(each, ref)))]);
}

/** Whether a point lies in the selected polygon's pixels: there it can be dragged as a whole. */
export function isInOutline(core: Core, { x, y }: ImagePoint): boolean {
  const found = outlined(core);
  return found !== null && hasPixel(found.item.region.runs, Math.floor(y), Math.floor(x));
}

/** The polygon with vertices moved, as far as all of them stay in the image. */
export function shifted(
  core: Core,
  polygon: Polygon,
  refs: readonly VertexRef[],
  dx: number,
  dy: number,
): Polygon {
  const [h, w] = core.state.sizeHw;
  const moving = allVertices(polygon).filter(({ ref }) => refs.some((each) => isSame(each, ref)));
  const within = (axis: 0 | 1, by: number, end: number): number => {
    const places = moving.map(({ at }) => at[axis]);
    const [low, high] = [Math.min(...places), Math.max(...places)];
    return Math.min(Math.max(by, Math.min(-low, 0)), Math.max(end - high, 0));
  };
  return moveVertices(polygon, refs, [within(0, dx, w), within(1, dy, h)]);
}

export function moveAll(core: Core, dx: number, dy: number): void {
  const found = outlined(core);
  if (found === null) return;
  const refs = allVertices(found.polygon).map(({ ref }) => ref);
  change(core, found, shifted(core, found.polygon, refs, dx, dy), picked(core));
}

export function movePicked(core: Core, dx: number, dy: number): void {
  const found = outlined(core);
  const refs = picked(core);
  if (found === null || refs.length === 0) return;
  change(core, found, shifted(core, found.polygon, refs, dx, dy), refs);
}

/** As `movePicked`; presses of a held key are one step for undo. */
function nudgePicked(core: Core, dx: number, dy: number): void {
  const found = outlined(core);
  const refs = picked(core);
  if (found === null) return;
  const run = `vertices ${found.item.region.uid} ${JSON.stringify(refs)}`;
  change(core, found, shifted(core, found.polygon, refs, dx, dy), refs, run);
}

/** Removes the picked vertices; a ring with fewer than three left goes, with its last ring the segment. */
export function removePicked(core: Core): void {
  const found = outlined(core);
  const refs = picked(core);
  if (found === null || refs.length === 0) return;
  const polygon = withoutVertices(found.polygon, refs);
  if (polygon.parts.length > 0) {
    change(core, found, polygon, []);
  } else if (isFrozen(found.item)) {
    core.notify("locked", found.item.region.uid);
  } else {
    core.commit({ changes: [deletion(found.item.region)], moves: [] }, "delete");
  }
}

/** Walks through all vertices, ring by ring. */
function step(core: Core, by: 1 | -1): boolean {
  const polygon = outlined(core)?.polygon;
  if (polygon === undefined) return false;
  const all = allVertices(polygon).map(({ ref }) => ref);
  const last = picked(core).at(-1);
  const at = last === undefined ? -1 : all.findIndex((ref) => isSame(ref, last));
  const next = last === undefined && by === -1 ? all.length - 1 : at + by;
  pick(core, [all[(next + all.length) % all.length]!]);
  return true;
}

/** @returns whether the key was for a vertex. */
export function vertexKey(core: Core, key: VertexKey, stepPx: number): boolean {
  if (key === "next" || key === "previous") return step(core, key === "next" ? 1 : -1);
  if (picked(core).length === 0) return false;
  switch (key) {
    case "left":
      nudgePicked(core, -stepPx, 0);
      break;
    case "right":
      nudgePicked(core, stepPx, 0);
      break;
    case "up":
      nudgePicked(core, 0, -stepPx);
      break;
    case "down":
      nudgePicked(core, 0, stepPx);
      break;
    case "remove":
      removePicked(core);
      break;
    case "none":
      pick(core, []);
      break;
  }
  return true;
}

/** Brings the segment to another polygon; what is picked stays picked as long as there are vertices. */
function change(
  core: Core,
  { item, polygon: before }: Outlined,
  polygon: Polygon,
  refs: readonly VertexRef[],
  run: string | null = null,
): void {
  if (polygon === before) return;
  const { uid } = item.region;
  if (isFrozen(item)) {
    core.notify("locked", uid);
    return;
  }
  const pixels = rasterise(polygon, core.state.sizeHw);
  if (isEmptyRuns(pixels)) {
    core.notify("empty_shape", uid);
    return;
  }
  const isKept = isSimplePolygon(polygon);
  if (!isKept) core.notify("crossing_polygon", uid);
  const transaction = core.begin();
  transaction.shape(item, isKept ? polygon : null, pixels, core.state.paintMode);
  core.commit({ changes: transaction.finish(), moves: [] }, "vertex", true, run);
  pick(core, refs);
}

function isSame(a: VertexRef, b: VertexRef): boolean {
  return a.part === b.part && a.ring === b.ring && a.index === b.index;
}

/** Where picked vertices are. */
export function pickedPlaces(core: Core): Vertex[] {
  const { pickedVertices } = core.state;
  const refs = picked(core);
  if (pickedVertices === null || refs.length === 0) return [];
  return allVertices(pickedVertices.of)
    .filter(({ ref }) => refs.some((each) => isSame(each, ref)))
    .map(({ at }) => at);
}
