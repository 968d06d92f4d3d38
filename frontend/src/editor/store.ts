/** The state that the page reads, as it is when an image is opened. */

import { createStore } from "zustand/vanilla";

import { fit } from "../geometry/view";
import type { SizeHw } from "../geometry/points";
import type { EditorOptions, EditorState, EditorStore } from "./types";
import { segmentFromWire, suggestionFromWire } from "./wire";

/** Until the page tells the canvas's size. */
const FIRST_VIEWPORT_HW: SizeHw = [600, 800];

/**
 * @throws MaskSizeMismatch, InvalidCounts a segment's or suggestion's mask is none of this image.
 */
export function initialState(options: EditorOptions): EditorStore {
  const { sizeHw, overlapMode, classes } = options;
  return createStore<EditorState>(() => ({
    sizeHw,
    overlapMode,
    classes,
    segments: new Map(options.segments.map((wire) => [wire.uid, segmentFromWire(wire, sizeHw)])),
    suggestions: new Map(
      options.suggestions.map((wire) => [wire.uid, suggestionFromWire(wire, sizeHw)]),
    ),
    tool: "brush",
    activeClassId: classes[0]?.classId ?? null,
    selectedUid: null,
    hoverUid: null,
    brush: { radiusPx: 10, shape: "round" },
    paintMode: "above",
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
    preview: null,
    view: fit(sizeHw, FIRST_VIEWPORT_HW),
    viewportHw: FIRST_VIEWPORT_HW,
  }));
}
