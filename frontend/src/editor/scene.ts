/** What the renderer reads: the layers and the marks that are drawn above them. */

import { imagePoint } from "../geometry/points";
import type { BoxXyxy, ImagePoint } from "../geometry/points";
import { ringAt } from "../masks/border";
import { nearestOnLine } from "../masks/segments";
import { allVertices } from "../masks/vertices";
import type { Polygon, Vertex } from "../masks/types";
import { nibMark } from "./brushMarks";
import type { NibMark } from "./brushMarks";
import type { Core, Dirty } from "./core";
import type { Gestures } from "./gestures";
import type { Layer } from "./layer";
import { regionMark } from "./marking";
import type { RegionMark } from "./marking";
import { edited } from "./shapes";
import { pickedPlaces, shifted } from "./vertices";
import { boxBetween } from "./tools/box";
import { lineOf } from "./tools/split";
import { weakBoxMarks } from "./weak/marks";
import type { WeakBoxMark } from "./weak/marks";
import type { Beacon, Ruler } from "./seeing/types";
import type { Unlabelled } from "./seeing/unlabelled";
import { anchorsOf, closesWire } from "./tools/scissors";
import type {
  EditorSegment,
  EditorState,
  EditorSuggestion,
  Prompt,
  Scribble,
  Simplifying,
} from "./types";
import { REACH_SCREEN_PX, closesRing, drawnLine, verticesOf } from "./tools/polygon";

/** Drawn above the image; all in image pixels. */
export interface Marks {
  /** The brush's or eraser's outline. */
  readonly nib: NibMark | null;
  /** The polygon under way; the last vertex is the pointer. */
  readonly ring: {
    readonly vertices: readonly Vertex[];
    /** Those of them that are shown as such: what was set, not what follows the pointer. */
    readonly corners: readonly Vertex[];
    readonly closes: boolean;
  } | null;
  /** Where a border pulls the next vertex of a polygon. */
  readonly pulledTo: Vertex | null;
  readonly box: BoxXyxy | null;
  /** The rectangle, ellipse or lasso under way. */
  readonly region: RegionMark | null;
  /** The line along which would be cut; the last vertex is the pointer. */
  readonly cut: readonly Vertex[] | null;
  readonly prompt: Prompt | null;
  /** The stroke for an assistant that is being drawn. */
  readonly scribble: Scribble | null;
  /** The selected polygon with its vertices, as dragging them leaves it. */
  readonly handles: Polygon | null;
  /** Outlines as they would become, with the pixels that would change. */
  readonly simplified: Simplifying | null;
  /** Of these vertices: those that keys work on, the one under the pointer, and where a click adds one. */
  readonly vertices: {
    readonly picked: readonly Vertex[];
    readonly hot: Vertex | null;
    readonly plus: Vertex | null;
  };
  /** The line being measured, or the last one. */
  readonly ruler: Ruler | null;
  readonly beacon: Beacon | null;
  /** Boxes without pixels, the selected one last. */
  readonly weakBoxes: readonly WeakBoxMark[];
}

export interface Scene {
  readonly segments: Layer<EditorSegment>;
  readonly suggestions: Layer<EditorSuggestion>;
  /** Appends the columns of a row within [left, right) that nobody owns. */
  freeSpans(row: number, left: number, right: number, out: number[]): void;
  state(): EditorState;
  marks(): Marks;
  /** Called when pixels, the marks or the state changed. */
  onDirty(listener: (dirty: Dirty | "state") => void): () => void;
}

export function createScene(core: Core, gestures: Gestures, unlabelled: Unlabelled): Scene {
  return {
    get segments() {
      const { preview } = core.state;
      return preview === null || preview.showsNow ? core.segments : (core.earlier ?? core.segments);
    },
    suggestions: core.suggestions,
    freeSpans: (...span) => unlabelled.freeSpans(...span),
    state: () => core.state,
    marks: () => marksOf(core, gestures),
    onDirty(listener) {
      const stopDirty = core.dirty.subscribe(listener);
      const stopLooks = core.looks.subscribe(listener);
      const stopState = core.store.subscribe(() => listener("state"));
      return () => {
        stopDirty();
        stopLooks();
        stopState();
      };
    },
  };
}

function marksOf(core: Core, gestures: Gestures): Marks {
  const { state } = core;
  const reachPx = REACH_SCREEN_PX / state.view.scale;
  return {
    nib: nibMark(core, gestures),
    box: boxOf(gestures),
    region: regionMark(core, gestures),
    cut: lineOf(gestures.toolStates.split),
    ring: wireOf(gestures, reachPx) ?? ringOf(core, gestures, reachPx),
    pulledTo: gestures.pulledTo,
    prompt: state.prompt,
    scribble: scribbleOf(gestures),
    handles: state.simplifying === null ? handlesOf(core, gestures) : null,
    simplified: state.simplifying,
    vertices: verticesMarks(core, gestures),
    ruler: rulerOf(gestures) ?? state.ruler,
    beacon: state.beacon,
    weakBoxes: weakBoxMarks(lookOf(state), gestures.toolStates.weakBox),
  };
}

/** While an earlier state is shown, its boxes. */
function lookOf(state: EditorState): EditorState {
  const { preview } = state;
  if (preview === null || preview.showsNow) return state;
  return { ...state, weakLabels: preview.weakLabels, selectedBoxUid: null };
}

function boxOf({ toolStates: { box, select } }: Gestures): BoxXyxy | null {
  if (box.kind === "dragging") return boxBetween(box.from, box.to);
  return select.kind === "banding" ? boxBetween(select.from, select.to) : null;
}

function scribbleOf({ toolStates: { box, watershed } }: Gestures): Scribble | null {
  const drawn = [box, watershed].find((each) => each.kind === "scribbling");
  return drawn?.scribble ?? null;
}

function rulerOf({ toolStates: { ruler } }: Gestures): Ruler | null {
  return ruler.kind === "measuring" ? ruler : null;
}

/** The scissors' line, along the edges up to the pointer. */
function wireOf({ toolStates, wiring, cursorAt: at }: Gestures, reachPx: number): Marks["ring"] {
  const { scissors } = toolStates;
  if (scissors.kind === "idle") return null;
  const corners = anchorsOf(scissors);
  const vertices = scissors.stretches.flat();
  if (at === null) return { vertices, corners, closes: false };
  const closes = closesWire(scissors, at, reachPx);
  const to = closes ? imagePoint(corners[0]![0], corners[0]![1]) : at;
  const isLed = !scissors.isStraight && wiring.trace !== undefined;
  return { vertices: [...vertices, ...(isLed ? wiring.trace(to) : [pairOf(to)])], corners, closes };
}

function pairOf({ x, y }: ImagePoint): Vertex {
  return [x, y];
}

function ringOf(
  core: Core,
  { toolStates, cursorAt: at }: Gestures,
  reachPx: number,
): Marks["ring"] {
  const { polygon } = toolStates;
  if (polygon.kind === "idle") return null;
  const corners = verticesOf(polygon);
  const closes =
    at !== null && core.state.polygonMode !== "redraw" && closesRing(polygon, at, reachPx);
  return { vertices: closes ? corners : drawnLine(polygon), corners, closes };
}

function verticesMarks(core: Core, gestures: Gestures): Marks["vertices"] {
  const { selectedUid, segments } = core.state;
  const polygon = selectedUid === null ? null : (segments.get(selectedUid)?.polygon ?? null);
  const found = gestures.hotHandle;
  const isMoving = gestures.toolStates.select.kind !== "idle";
  const picked = isMoving ? [] : pickedPlaces(core);
  if (found === null || polygon === null) return { picked, hot: null, plus: null };
  const ring = ringAt(polygon, found.handle);
  const at = ring[found.handle.index]!;
  if (found.handle.kind === "vertex") return { picked, hot: at, plus: null };
  const next = ring[(found.handle.index + 1) % ring.length]!;
  return { picked, hot: null, plus: nearestOnLine(at, next, [found.at.x, found.at.y]) };
}

function handlesOf(core: Core, { toolStates }: Gestures): Polygon | null {
  const { tool, selectedUid, segments } = core.state;
  if (tool !== "select" || selectedUid === null) return null;
  const polygon = segments.get(selectedUid)?.polygon ?? null;
  const { select } = toolStates;
  if (polygon !== null && select.kind === "shifting") {
    const refs = allVertices(polygon).map(({ ref }) => ref);
    const { from, to } = select;
    return shifted(core, polygon, refs, to.x - from.x, to.y - from.y);
  }
  if (polygon === null || select.kind !== "dragging") return polygon;
  const kind = select.handle.kind === "edge" ? "insert" : "move";
  return edited(polygon, { kind, handle: select.handle, to: select.to }, core);
}
