/**
 * The polygon: clicks set vertices, dragging draws freehand, both as they come. The first vertex, Enter or
 * a double click close the ring; Backspace takes back a click or a whole freehand stretch.
 *
 * A guide may pull vertices onto borders and lead the line along them. A line that is drawn anew
 * (`guide.ends`) starts and ends on the outline that it replaces a stretch of.
 */

import type { ImagePoint, ScreenPoint } from "../../geometry/points";
import { thinned } from "../../masks/simplify";
import { distance } from "../../masks/segments";
import type { Vertex } from "../../masks/types";
import { DRAG_PX, last } from "./event";
import type { Effect, Tool, ToolEvent } from "./event";
import { commonBorders, freeGuide } from "./guide";
import type { Anchor, Guide } from "./guide";

/** What one click or one drag added; its last vertex is `end.at`. */
export interface Stretch {
  readonly vertices: readonly Vertex[];
  readonly end: Anchor;
}

/** A drag under way. */
interface Trail {
  readonly points: readonly { readonly at: Vertex; readonly isPinned: boolean }[];
  readonly end: Anchor;
}

export type PolygonState =
  | { readonly kind: "idle" }
  | {
      readonly kind: "drawing";
      /** At least one. */
      readonly stretches: readonly Stretch[];
      /** Where the pointer hovers, and how the line gets there: the open edge. */
      readonly cursor: { readonly to: Anchor; readonly way: readonly Vertex[] } | null;
      /** Where the button went down; null while it is up. */
      readonly pressed: ScreenPoint | null;
      readonly trail: Trail | null;
    };
type Drawing = Extract<PolygonState, { kind: "drawing" }>;

export const polygonIdle: PolygonState = { kind: "idle" };

/** Freehand points keep this many screen pixels apart, and the line goes past them by less than that. */
const TRAIL_STEP_SCREEN_PX = 1.5;
const TRAIL_TOLERANCE_SCREEN_PX = 0.75;
/** What the reach of the pointer is on the screen: tells the zoom. */
export const REACH_SCREEN_PX = 8;

export const polygon: Tool<PolygonState> = (state, event) => {
  if (state.kind === "idle") return event.kind === "down" ? start(event) : [state, []];
  switch (event.kind) {
    case "down":
      return pressed(state, event);
    case "move":
      return state.pressed === null
        ? [hovered(state, event), []]
        : [dragged(state, state.pressed, event), []];
    case "up":
      return released(state, event.guide ?? freeGuide);
    case "double":
      return doubled(state, event);
    case "enter":
      return closed(state, event.guide ?? freeGuide);
    case "backspace":
      return [withoutLast(state), []];
    case "leave":
      return [{ ...state, cursor: null }, []];
    case "cancel":
      return [polygonIdle, [{ kind: "unclosed" }]];
    // An unfinished ring outlives a palm on the tablet.
    case "interrupt":
      return [{ ...state, pressed: null, trail: null }, []];
  }
};

type Down = Extract<ToolEvent, { kind: "down" }>;
type Move = Extract<ToolEvent, { kind: "move" }>;

function start(event: Down): [PolygonState, Effect[]] {
  const guide = event.guide ?? freeGuide;
  const end = guide.anchor(event.at, event.reachPx);
  if (guide.ends !== undefined && !guide.ends(end)) return [polygonIdle, [{ kind: "off" }]];
  const stretches = [{ vertices: [end.at], end }];
  const drawing = { kind: "drawing", stretches, trail: null, pressed: event.screen } as const;
  return [{ ...drawing, cursor: { to: end, way: [] } }, []];
}

function pressed(state: Drawing, event: Down): [PolygonState, Effect[]] {
  const guide = event.guide ?? freeGuide;
  if (guide.ends === undefined && closesRing(state, event.at, event.reachPx)) {
    return closed(state, guide);
  }
  const { to, way } = aimed(state, event.at, event.reachPx, event.shift, guide);
  const stretch = { vertices: [...way, to.at], end: to };
  const next = { ...state, stretches: [...state.stretches, stretch], pressed: event.screen };
  if (guide.ends?.(to) === true) return finished(next, [], event.shift);
  return [{ ...next, cursor: { to, way: [] } }, []];
}

function hovered(state: Drawing, event: Move): Drawing {
  const guide = event.guide ?? freeGuide;
  const cursor = aimed(state, last(event.points), event.reachPx ?? 1, event.shift ?? false, guide);
  return { ...state, cursor };
}

/** Where a vertex for the pointer goes; Shift keeps to steps of 45°, on a border it goes the other way round. */
function aimed(
  state: Drawing,
  at: ImagePoint,
  reachPx: number,
  shift: boolean,
  guide: Guide,
): { to: Anchor; way: readonly Vertex[] } {
  const from = endOf(state);
  const to = guide.anchor(at, reachPx);
  const isCommon = commonBorders(from, to).length > 0;
  if (shift && !isCommon && guide.ends?.(to) !== true) {
    return { to: { at: constrained(from.at, at), on: [] }, way: [] };
  }
  return { to, way: guide.between(from, to, shift && isCommon) };
}

/** The nearest point in a direction of 0, 45, 90, … degrees. */
export function constrained([x, y]: Vertex, to: ImagePoint): Vertex {
  const [dx, dy] = [to.x - x, to.y - y];
  const angle = Math.round(Math.atan2(dy, dx) / (Math.PI / 4)) * (Math.PI / 4);
  const [ux, uy] = [
    Math.sign(Math.round(2 * Math.cos(angle))),
    Math.sign(Math.round(2 * Math.sin(angle))),
  ];
  const along = (dx * ux + dy * uy) / (ux * ux + uy * uy);
  return [x + along * ux, y + along * uy];
}

function dragged(state: Drawing, from: ScreenPoint, event: Move): Drawing {
  const isFar =
    state.trail !== null || Math.hypot(event.screen.x - from.x, event.screen.y - from.y) >= DRAG_PX;
  if (!isFar) return state;
  const guide = event.guide ?? freeGuide;
  const reachPx = event.reachPx ?? 1;
  const stepPx = (reachPx / REACH_SCREEN_PX) * TRAIL_STEP_SCREEN_PX;
  let trail = state.trail ?? { points: [], end: endOf(state) };
  for (const point of event.points) {
    const to = guide.anchor(point, reachPx);
    if (distance(to.at, trail.end.at) < stepPx) continue;
    const way = guide.between(trail.end, to, false);
    const isPinned = to.on.length > 0;
    const added = [...way.map((at) => ({ at, isPinned: true })), { at: to.at, isPinned }];
    trail = { points: [...trail.points, ...added], end: to };
  }
  return { ...state, trail, cursor: null };
}

function released(state: Drawing, guide: Guide): [PolygonState, Effect[]] {
  const up = { ...state, pressed: null, trail: null };
  if (state.trail === null || state.trail.points.length === 0) return [up, []];
  const start = endOf(state);
  const tolerance = guide.freehandPx ?? 0;
  const vertices = smoothed(start.at, state.trail.points, tolerance);
  const stretches = [...state.stretches, { vertices, end: state.trail.end }];
  const next = { ...up, stretches };
  if (guide.ends !== undefined) {
    return guide.ends(state.trail.end) ? finished(next, [], false) : [next, []];
  }
  const [x, y] = state.trail.end.at;
  const isRound = vertices.length >= 3 && isNear(firstOf(state), [x, y], guide.reachPx ?? 0);
  return isRound ? closed(next, guide) : [next, []];
}

/** Thins what the hand drew; vertices on borders stay. */
function smoothed(from: Vertex, points: Trail["points"], tolerancePx: number): Vertex[] {
  const out: Vertex[] = [];
  let free: Vertex[] = [from];
  for (const { at, isPinned } of points) {
    free.push(at);
    if (!isPinned) continue;
    out.push(...thinned(free, tolerancePx).slice(1));
    free = [at];
  }
  out.push(...thinned(free, tolerancePx).slice(1));
  return out;
}

export const trailTolerancePx = (scale: number): number => TRAIL_TOLERANCE_SCREEN_PX / scale;

function doubled(
  state: Drawing,
  event: Extract<ToolEvent, { kind: "double" }>,
): [PolygonState, Effect[]] {
  // Both clicks of the pair set a vertex; the second one is not meant.
  const [end, before] = [state.stretches.at(-1), state.stretches.at(-2)];
  const isTwice =
    end !== undefined && before !== undefined && isNear(end.end.at, before.end.at, event.reachPx);
  const once = isTwice ? { ...state, stretches: state.stretches.slice(0, -1) } : state;
  return closed(once, event.guide ?? freeGuide);
}

function withoutLast(state: Drawing): PolygonState {
  if (state.trail !== null) return { ...state, trail: null, pressed: null };
  if (state.stretches.length === 1) return polygonIdle;
  const cursor = state.cursor && { ...state.cursor, way: [] };
  return { ...state, stretches: state.stretches.slice(0, -1), cursor, pressed: null };
}

/** Joins the last vertex to the first, along a border where both lie on one. */
function closed(state: Drawing, guide: Guide): [PolygonState, Effect[]] {
  if (guide.ends !== undefined) return [state, []];
  const first = state.stretches[0]!.end;
  const way = guide.between(endOf(state), first, false);
  const isRing = verticesOf(state).length + way.length >= 3;
  return isRing ? finished(state, way, false) : [state, []];
}

function finished(
  state: Drawing,
  way: readonly Vertex[],
  takesLonger: boolean,
): [PolygonState, Effect[]] {
  const ring = [...verticesOf(state), ...way];
  return [polygonIdle, [{ kind: "close", ring, takesLonger }]];
}

const endOf = (state: Drawing): Anchor => last(state.stretches).end;
const firstOf = (state: Drawing): Vertex => state.stretches[0]!.vertices[0]!;

/** All vertices that are set, in order. */
export function verticesOf({ stretches }: Pick<Drawing, "stretches">): Vertex[] {
  return stretches.flatMap(({ vertices }) => vertices);
}

/** The line as it is seen: what is set, what is being dragged, the open edge to the pointer. */
export function drawnLine(state: Drawing): Vertex[] {
  const trail = state.trail?.points.map(({ at }) => at) ?? [];
  const open = state.cursor === null ? [] : [...state.cursor.way, state.cursor.to.at];
  return [...verticesOf(state), ...trail, ...open];
}

/** Whether a click here would close the ring. */
export function closesRing(state: Drawing, at: ImagePoint, reachPx: number): boolean {
  return verticesOf(state).length >= 3 && isNear(firstOf(state), [at.x, at.y], reachPx);
}

function isNear(a: Vertex, b: Vertex, reachPx: number): boolean {
  return distance(a, b) <= reachPx;
}
