/** What is done with outlines. */

import type { Core } from "../core";
import type { Gestures } from "../gestures";
import type { PolygonCommands } from "../interface/polygons";
import { Outliner } from "../outliner";
import { applySimplified, convert, setTolerance, startSimplifying } from "../outlining";
import { startMode } from "../rings";
import { vertexKey } from "../vertices";
import { endingWith } from "./ending";

export function polygonCommands(core: Core, gestures: Gestures): PolygonCommands {
  const ending = endingWith(gestures);
  const outliner = new Outliner(core);
  return {
    setMagnetic: (isMagnetic) => core.set({ isMagnetic }),
    setPolygonMode(mode) {
      gestures.cancel();
      startMode(core, mode);
    },
    convert: ending(() => convert(core, outliner)),
    startSimplifying: ending(() => startSimplifying(core, outliner)),
    setTolerance: (tolerancePx) => setTolerance(core, outliner, tolerancePx),
    applySimplified: ending(() => applySimplified(core, outliner)),
    vertexKey(key, stepPx) {
      const isDone = vertexKey(core, key, stepPx);
      if (isDone) core.dirty.emit("marks");
      return isDone;
    },
    dropSimplified() {
      outliner.cancel();
      core.set({ simplifying: null });
    },
  };
}
