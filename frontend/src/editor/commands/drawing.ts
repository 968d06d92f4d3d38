/** How and with what is drawn. */

import { firstInUse, isRetired } from "../classes";
import type { Core } from "../core";
import type { Gestures } from "../gestures";
import type { DrawingCommands } from "../interface";
import { takeBackHint } from "../prompting";
import { acceptProposal } from "../proposing";
import { endingWith } from "./ending";

export function drawingCommands(core: Core, gestures: Gestures): DrawingCommands {
  const ending = endingWith(gestures);
  return {
    setTool(tool) {
      if (tool !== core.state.tool) gestures.changeTool(tool);
    },
    setActiveClass(activeClassId) {
      if (!isRetired(core.state.classes, activeClassId)) core.set({ activeClassId });
    },
    setClasses(classes) {
      const { activeClassId } = core.state;
      core.set({
        classes,
        activeClassId: isRetired(classes, activeClassId) ? firstInUse(classes) : activeClassId,
      });
    },
    setBrush: (brush) => core.set({ brush: { ...core.state.brush, ...brush } }),
    setPaintMode: (paintMode) => core.set({ paintMode }),
    setFill: (settings) => core.set({ fill: { ...core.state.fill, ...settings } }),
    setTracer: (tracer) => gestures.wiring.setTracer(tracer),
    setFiller: (filler) => gestures.filling.setFiller(filler),
    dropFill: () => gestures.filling.drop(),
    proposeUnlabelled() {
      gestures.cancel();
      core.set({ simplifying: null, tool: "fill", region: { ...core.state.region, mode: "add" } });
      gestures.filling.proposeUnlabelled();
    },
    setRegion: (settings) => core.set({ region: { ...core.state.region, ...settings } }),
    setPrompt: (prompt) => core.set({ prompt }),
    takeBackHint: () => takeBackHint(core),
    propose: (proposal) => core.set({ proposal }),
    acceptProposal: ending(() => acceptProposal(core)),

    pointer: (input) => gestures.pointer(input),
    key: (key) => gestures.key(key),
    cancelGesture: () => gestures.cancel(),
    undo() {
      if (gestures.isPainting) gestures.cancel();
      else if (gestures.toolStates.polygon.kind === "drawing") gestures.key("backspace");
      else if (gestures.toolStates.split.kind === "placing") gestures.key("backspace");
      else if (gestures.toolStates.scissors.kind === "drawing") gestures.key("backspace");
      else if (!takeBackHint(core)) core.undo();
    },
    redo: ending(() => core.redo()),
  };
}
