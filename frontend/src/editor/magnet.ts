/**
 * The magnet: vertices that come near a border go onto it, and between two vertices on one border the
 * line follows it, so that neighbours have exactly the border in common.
 *
 * Pixel borders give pixel corners, drawn neighbours their own vertices and edges. The cost follows what
 * is near the pointer and how far the border is followed, not the image.
 */

import type { SizeHw } from "../geometry/points";
import { alongMask, alongPolygon, lengthOf, nearestPlace } from "../masks/border";
import { exactAlong } from "../masks/exactly";
import { hasPixel } from "../masks/runs";
import { distance } from "../masks/segments";
import { clampVertex } from "../masks/simple";
import type { Polygon, Vertex } from "../masks/types";
import type { Core } from "./core";
import { NOBODY } from "./idmap";
import type { Item } from "./layer";
import { FRAME, commonBorders } from "./tools/guide";
import type { Anchor, Guide } from "./tools/guide";
import type { EditorSegment, Uid } from "./types";

/** Farther than this no border is looked for, in image pixels: in far views a pixel is less than seen. */
const MAX_REACH_PX = 48;
/** A border is followed as long as it is at most so many times as long as the straight line, … */
const MOST_DETOUR = 4;
/** … and this much more, in image pixels: jagged pixel borders are long for their ends. */
const SHORT_WAY_PX = 16;
/** Where three segments meet, the magnet pulls from this much farther. */
const JUNCTION_PULL = 0.5;

/** @param ignored segments whose borders do not count: the one that is edited. */
export function magnet(core: Core, ignored: ReadonlySet<Uid> = new Set()): Guide {
  const { sizeHw } = core.state;
  return {
    anchor({ x, y }, reachPx) {
      const at = clampVertex([x, y], sizeHw);
      const reach = Math.min(reachPx, MAX_REACH_PX);
      return (
        polygonAnchor(core, at, reach, ignored) ??
        pixelAnchor(core, at, reach, ignored) ??
        frameAnchor(at, reach, sizeHw)
      );
    },
    between(from, to, takesLonger) {
      const ways = commonBorders(from, to).flatMap((uid) => {
        const way = wayAlong(core, uid, from.at, to.at, takesLonger);
        return way === null ? [] : [way];
      });
      const length = (way: readonly Vertex[]): number => lengthOf([from.at, ...way, to.at]);
      const [first, ...others] = ways;
      if (first === undefined) return [];
      const best = others.reduce((a, b) => (length(b) < length(a) ? b : a), first);
      // Right across a bay or past a thin gap the border leads far away: that is not what two clicks mean.
      const most = MOST_DETOUR * distance(from.at, to.at) + SHORT_WAY_PX;
      return takesLonger || length(best) <= most ? best : [];
    },
  };
}

function wayAlong(
  core: Core,
  uid: string,
  from: Vertex,
  to: Vertex,
  takesLonger: boolean,
): Vertex[] | null {
  const { sizeHw } = core.state;
  const region = core.segments.get(uid)?.region;
  if (region === undefined) return null;
  if (region.polygon !== null) {
    const way = alongPolygon(region.polygon, from, to, takesLonger);
    return way === null ? null : exactAlong(region.polygon, from, way, to, sizeHw[0]);
  }
  const has = (row: number, column: number): boolean => hasPixel(region.runs, row, column);
  return alongMask(has, from, to, takesLonger);
}

function polygonAnchor(
  core: Core,
  at: Vertex,
  reach: number,
  ignored: ReadonlySet<Uid>,
): Anchor | null {
  let best: { at: Vertex; away: number } | null = null;
  const near = neighboursAt(core, at, reach, ignored).filter(({ polygon }) => polygon !== null);
  for (const { polygon } of near) {
    const place = nearestPlace(polygon!, at, reach);
    if (place === null) continue;
    const away = distance(place.at, at) * (place.isVertex ? JUNCTION_PULL : 1);
    const to = place.isVertex ? place.at : offRowCentre(polygon!, place.at, at);
    if (best === null || away < best.away) best = { at: to, away };
  }
  if (best === null) return null;
  const point = best.at;
  const on = near
    .filter(({ polygon }) => nearestPlace(polygon!, point, ON_BORDER_PX) !== null)
    .map(({ uid }) => uid);
  return { at: point, on: [...on, ...frameOf(point, core.state.sizeHw)] };
}

const ON_BORDER_PX = 1e-6;
/** A vertex in the middle of an edge keeps this far from the lines through pixel centres. */
const OFF_CENTRE_PX = 0.02;

/** Right on a line of pixel centres the smallest rounding would decide about a pixel. */
function offRowCentre(polygon: Polygon, point: Vertex, pointer: Vertex): Vertex {
  const offset = point[1] - Math.floor(point[1]) - 0.5;
  if (Math.abs(offset) >= OFF_CENTRE_PX) return point;
  const moved = nearestPlace(polygon, [pointer[0], pointer[1] + 4 * OFF_CENTRE_PX], Infinity);
  return moved?.at ?? point;
}

function neighboursAt(
  core: Core,
  [x, y]: Vertex,
  reach: number,
  ignored: ReadonlySet<Uid>,
): EditorSegment[] {
  const box = [
    Math.floor(x - reach),
    Math.floor(y - reach),
    Math.ceil(x + reach) + 1,
    Math.ceil(y + reach) + 1,
  ] as const;
  const isSeen = ({ isHidden, region }: Item<EditorSegment>): boolean =>
    !isHidden && !ignored.has(region.uid);
  return core.segments
    .meeting(box)
    .filter(isSeen)
    .map(({ region }) => region);
}

/** The nearest pixel corner at which the pixels round it do not all belong to the same segment. */
function pixelAnchor(
  core: Core,
  [x, y]: Vertex,
  reach: number,
  ignored: ReadonlySet<Uid>,
): Anchor | null {
  const { sizeHw } = core.state;
  const [cx, cy] = [Math.round(x), Math.round(y)];
  let best: { at: Vertex; away: number; on: string[] } | null = null;
  for (let radius = 0; radius <= reach + 1; radius += 1) {
    if (best !== null && radius - 1 > best.away / JUNCTION_PULL) break;
    for (const corner of square(cx, cy, radius)) {
      const away = distance(corner, [x, y]);
      if (away > reach || (best !== null && away * JUNCTION_PULL >= best.away)) continue;
      const found = ownersRound(core, corner, sizeHw, ignored);
      if (found === null) continue;
      const pulled = found.isJunction ? away * JUNCTION_PULL : away;
      if (best === null || pulled < best.away) best = { at: corner, away: pulled, on: found.on };
    }
  }
  if (best === null) return null;
  return { at: best.at, on: [...best.on, ...frameOf(best.at, sizeHw)] };
}

/** The corners at a distance (by the larger of both coordinates) of a corner. */
function* square(cx: number, cy: number, radius: number): Generator<Vertex> {
  if (radius === 0) yield [cx, cy];
  for (let i = -radius; i < radius; i += 1) {
    yield [cx + i, cy - radius];
    yield [cx + radius, cy + i];
    yield [cx - i, cy + radius];
    yield [cx - radius, cy - i];
  }
}

/** Masks with a border at a pixel corner; null where there is none. */
function ownersRound(
  { segments }: Core,
  [x, y]: Vertex,
  [h, w]: SizeHw,
  ignored: ReadonlySet<Uid>,
): { on: string[]; isJunction: boolean } | null {
  if (x < 0 || y < 0 || x > w || y > h) return null;
  const slots = [
    [y - 1, x - 1],
    [y - 1, x],
    [y, x - 1],
    [y, x],
  ].map(([row, column]) => {
    const isIn = row! >= 0 && column! >= 0 && row! < h && column! < w;
    const slot = isIn ? segments.idMap.get(row!, column!) : NOBODY;
    const item = segments.at(slot);
    return item === undefined || item.isHidden || ignored.has(item.region.uid) ? NOBODY : slot;
  });
  if (slots.every((slot) => slot === slots[0])) return null;
  const different = [...new Set(slots)];
  const on = different.flatMap((slot) => {
    const region = segments.at(slot)?.region;
    return region === undefined || region.polygon !== null ? [] : [region.uid];
  });
  return on.length === 0 ? null : { on, isJunction: different.length > 2 };
}

function frameAnchor([x, y]: Vertex, reach: number, [h, w]: SizeHw): Anchor {
  const pulled = (value: number, end: number): number =>
    value <= reach ? 0 : end - value <= reach ? end : value;
  const at: Vertex = [pulled(x, w), pulled(y, h)];
  return { at, on: frameOf(at, [h, w]) };
}

function frameOf([x, y]: Vertex, [h, w]: SizeHw): string[] {
  return x === 0 || y === 0 || x === w || y === h ? [FRAME] : [];
}
