/** The state that the page reads, as it is when an image is opened. */

import { createStore } from "zustand/vanilla";

import { fit } from "../geometry/view";
import type { SizeHw } from "../geometry/points";
import { firstInUse } from "./classes";
import type { Prepared } from "./opening/prepare";
import { FIRST_SEEING } from "./seeing/types";
import { weakFromWire } from "./weak/weakLabels";
import type { EditorOptions, EditorState, EditorStore } from "./types";

/** Until the page tells the canvas's size. */
const FIRST_VIEWPORT_HW: SizeHw = [600, 800];

export function initialState(options: EditorOptions, prepared: Prepared): EditorStore {
  const { sizeHw, overlapMode, classes } = options;
  return createStore<EditorState>(() => ({
    sizeHw,
    overlapMode,
    classes,
    segments: byUid(prepared.segments.regions),
    suggestions: byUid(prepared.suggestions.regions),
    weakLabels: byUid((options.weakLabels ?? []).map(weakFromWire)),
    tool: "brush",
    activeClassId: firstInUse(classes),
    selectedUid: null,
    alsoSelected: new Set<string>(),
    selectedBoxUid: null,
    hoverUid: null,
    brush: { radiusPx: 10, shape: "round", hasPressure: false },
    paintMode: "above",
    fill: { by: "color", tolerance: 24, isContiguous: true, neighbours: 4 },
    fillStatus: "idle",
    region: { mode: "add", erases: "selected" },
    connectivity: 8,
    polygonMode: "new",
    isMagnetic: true,
    simplifying: null,
    outlining: null,
    pickedVertices: null,
    opacity: 0.5,
    colorBy: "class",
    suggestionsVisible: true,
    hiddenUids: new Set<string>(),
    hiddenClassIds: new Set<number>(),
    lockedUids: new Set<string>(),
    canUndo: false,
    canRedo: false,
    isBusy: false,
    prompt: null,
    wireStatus: "idle",
    superpixels: null,
    superpixelSize: "medium",
    highlight: null,
    proposal: null,
    preview: null,
    view: fit(sizeHw, FIRST_VIEWPORT_HW),
    viewportHw: FIRST_VIEWPORT_HW,
    seeing: FIRST_SEEING,
    ruler: null,
    beacon: null,
  }));
}

function byUid<T extends { readonly uid: string }>(regions: readonly T[]): Map<string, T> {
  return new Map(regions.map((region) => [region.uid, region]));
}
