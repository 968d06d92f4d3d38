/** What the renderer reads: the layers and the marks that are drawn above them. */

import type { BoxXyxy, ImagePoint } from "../geometry/points";
import { diameterOf } from "../masks/brush";
import type { Nib } from "../masks/brush";
import type { Polygon, Vertex } from "../masks/types";
import type { Core, Dirty } from "./core";
import { REACH_SCREEN_PX } from "./gestures";
import type { Gestures } from "./gestures";
import type { Layer } from "./layer";
import { edited } from "./shapes";
import { boxBetween } from "./tools/box";
import { closesRing } from "./tools/polygon";
import type { EditorSegment, EditorState, EditorSuggestion, Prompt } from "./types";

/** Drawn above the image; all in image pixels. */
export interface Marks {
  /** The brush's or eraser's outline. */
  readonly nib: { readonly at: ImagePoint; readonly nib: Nib } | null;
  /** The polygon under way; the last vertex is the pointer. */
  readonly ring: { readonly vertices: readonly Vertex[]; readonly closes: boolean } | null;
  readonly box: BoxXyxy | null;
  readonly prompt: Prompt | null;
  /** The selected polygon with its vertices, as dragging them leaves it. */
  readonly handles: Polygon | null;
}

export interface Scene {
  readonly segments: Layer<EditorSegment>;
  readonly suggestions: Layer<EditorSuggestion>;
  state(): EditorState;
  marks(): Marks;
  /** Called when pixels, the marks or the state changed. */
  onDirty(listener: (dirty: Dirty | "state") => void): () => void;
}

export function createScene(core: Core, gestures: Gestures): Scene {
  return {
    segments: core.segments,
    suggestions: core.suggestions,
    state: () => core.state,
    marks: () => marksOf(core, gestures),
    onDirty(listener) {
      const stopDirty = core.dirty.subscribe(listener);
      const stopState = core.store.subscribe(() => listener("state"));
      return () => {
        stopDirty();
        stopState();
      };
    },
  };
}

function marksOf(core: Core, gestures: Gestures): Marks {
  const { state } = core;
  const { cursorAt: at, toolStates } = gestures;
  const hasNib = at !== null && (state.tool === "brush" || state.tool === "eraser");
  const { shape, radiusPx } = state.brush;
  const box = toolStates.box;
  return {
    nib: hasNib ? { at, nib: { diameterPx: diameterOf(radiusPx), shape } } : null,
    ring: ringOf(gestures, REACH_SCREEN_PX / state.view.scale),
    box: box.kind === "dragging" ? boxBetween(box.from, box.to) : null,
    prompt: state.prompt,
    handles: handlesOf(core, gestures),
  };
}

function ringOf({ toolStates }: Gestures, reachPx: number): Marks["ring"] {
  const { polygon } = toolStates;
  if (polygon.kind === "idle") return null;
  const { ring, cursor } = polygon;
  if (cursor === null) return { vertices: ring, closes: false };
  const closes = closesRing(ring, cursor, reachPx);
  return { vertices: closes ? ring : [...ring, [cursor.x, cursor.y]], closes };
}

function handlesOf(core: Core, { toolStates }: Gestures): Polygon | null {
  const { tool, selectedUid, segments } = core.state;
  if (tool !== "select" || selectedUid === null) return null;
  const polygon = segments.get(selectedUid)?.polygon ?? null;
  const { select } = toolStates;
  if (polygon === null || select.kind !== "dragging") return polygon;
  const kind = select.handle.kind === "edge" ? "insert" : "move";
  return edited(polygon, { kind, handle: select.handle, to: select.to }, core);
}
