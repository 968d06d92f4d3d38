/** createEditor: one image's editor behind the interface that the page uses. */

import { Core } from "./core";
import { deletion, shellChange } from "./change";
import type { Change, SegmentShell } from "./change";
import { Gestures } from "./gestures";
import { isFrozen } from "./layer";
import { reordered } from "./order";
import { createScene } from "./scene";
import { insertMask } from "./shapes";
import { accept, reject, replaceSuggestions, restore } from "./suggesting";
import { setClassHidden, setHidden, setLocked } from "./visibility";
import type { Editor, EditorOptions, Uid } from "./types";
import { fitView, panView, revealInView, setViewport, zoomView } from "./viewing";
import { segmentFromWire, suggestionFromWire } from "./wire";
import type { OperationTool } from "./wire";

/**
 * @throws MaskSizeMismatch, InvalidCounts a segment's or suggestion's mask is none of this image.
 * @throws TooManyRegions the image has more than 65,535 segments or suggestions.
 */
export function createEditor(options: EditorOptions): Editor {
  const core = new Core(options);
  const gestures = new Gestures(core);

  /** A command on segments: ends the stroke under way first. */
  const command = <Arguments extends unknown[], Result>(
    body: (...args: Arguments) => Result,
  ): ((...args: Arguments) => Result) => {
    return (...args) => {
      gestures.settle();
      return body(...args);
    };
  };
  const change = (uid: Uid, after: Partial<SegmentShell> | null, tool: OperationTool): void => {
    const item = core.segments.get(uid);
    if (item === undefined) return;
    if (isFrozen(item)) {
      core.notify("locked", uid);
      return;
    }
    const one = after === null ? deletion(item.region) : shellChange(item.region, after);
    core.commit({ changes: [one], moves: [] }, tool);
  };

  return {
    store: core.store,
    scene: createScene(core, gestures),

    setTool(tool) {
      if (tool === core.state.tool) return;
      gestures.cancel();
      core.set({ tool, hoverUid: null });
    },
    setActiveClass: (activeClassId) => core.set({ activeClassId }),
    setClasses: (classes) => core.set({ classes }),
    setBrush: (brush) => core.set({ brush: { ...core.state.brush, ...brush } }),
    setPaintMode: (paintMode) => core.set({ paintMode }),
    setOpacity: (opacity) => core.set({ opacity: Math.min(Math.max(opacity, 0), 1) }),
    setColorBy: (colorBy) => core.set({ colorBy }),
    setSuggestionsVisible: (suggestionsVisible) => core.set({ suggestionsVisible }),
    setHidden: command((uids, hidden) => setHidden(core, uids, hidden)),
    setClassHidden: command((classId, hidden) => setClassHidden(core, classId, hidden)),
    setLocked: command((uids, locked) => setLocked(core, uids, locked)),
    select: command((selectedUid) => core.set({ selectedUid })),

    deleteSegment: command((uid) => {
      if (core.state.suggestions.has(uid)) reject(core, [uid]);
      else change(uid, null, "delete");
    }),
    changeClass: command((uid, classId) => {
      if (core.state.segments.get(uid)?.classId !== classId) change(uid, { classId }, "class");
    }),
    setProperties: command((uid, properties) => change(uid, properties, "properties")),
    reorder: command((uid, to) => {
      const keys = reordered([...core.state.segments.values()], uid, to);
      const changes = [...keys].map(([each, z]): Change =>
        shellChange(core.state.segments.get(each)!, { z }),
      );
      core.commit({ changes, moves: [] }, "order");
    }),
    addMask: command((runs, classId, origin, score) =>
      insertMask(core, runs, classId, origin, score),
    ),

    acceptSuggestion: command((uid) => accept(core, [uid])),
    rejectSuggestion: command((uid) => reject(core, [uid])),
    acceptAll: command((uids) => accept(core, uids ?? [...core.state.suggestions.keys()])),
    rejectAll: command((uids) => reject(core, uids ?? [...core.state.suggestions.keys()])),
    restoreSuggestion: command((uid) => restore(core, uid)),
    setSuggestions(wires) {
      const { sizeHw } = core.state;
      replaceSuggestions(
        core,
        wires.map((wire) => suggestionFromWire(wire, sizeHw)),
      );
    },

    setPrompt: (prompt) => core.set({ prompt }),
    setPreview: (preview) => core.set({ preview }),

    undo() {
      if (gestures.isPainting) gestures.cancel();
      else if (gestures.toolStates.polygon.kind === "drawing") gestures.key("backspace");
      else core.undo();
    },
    redo: command(() => core.redo()),

    pointer: (input) => gestures.pointer(input),
    key: (key) => gestures.key(key),
    cancelGesture: () => gestures.cancel(),

    applyRemote(changed, deleted) {
      const { sizeHw } = core.state;
      const segments = changed.map((wire) => segmentFromWire(wire, sizeHw));
      core.remote.receive({ changed: segments, deleted }, gestures.isPainting);
    },

    setViewport: (viewportHw) => setViewport(core, viewportHw),
    fitView: () => fitView(core),
    zoomBy: (factor, at) => zoomView(core, factor, at),
    panBy: (dx, dy) => panView(core, dx, dy),
    reveal: (uid) => revealInView(core, uid),
    uidAt(point) {
      const suggestion = core.state.suggestionsVisible ? core.suggestions.topAt(point) : undefined;
      return (suggestion ?? core.segments.topAt(point))?.region.uid ?? null;
    },

    onCommit: (listener) => core.commits.subscribe(listener),
    onDecision: (listener) => core.decisions.subscribe(listener),
    onPrompt: (listener) => core.prompts.subscribe(listener),
    onNotice: (listener) => core.notices.subscribe(listener),
  };
}
