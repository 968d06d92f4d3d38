/** How the image is seen; nothing here is saved or undone. */

import type { Core } from "../core";
import type { Gestures } from "../gestures";
import type { ViewCommands } from "../interface";
import { bringIntoView, fitView, panView, revealInView, setViewport, zoomView } from "../viewing";
import { setClassHidden, setHidden, setLocked } from "../visibility";
import { endingWith } from "./ending";

export function viewCommands(core: Core, gestures: Gestures): ViewCommands {
  const ending = endingWith(gestures);
  return {
    setOpacity: (opacity) => core.set({ opacity: Math.min(Math.max(opacity, 0), 1) }),
    setColorBy: (colorBy) => core.set({ colorBy }),
    setSuggestionsVisible: (suggestionsVisible) => core.set({ suggestionsVisible }),
    setHidden: ending((uids, hidden) => setHidden(core, uids, hidden)),
    setClassHidden: ending((classId, hidden) => setClassHidden(core, classId, hidden)),
    setLocked: ending((uids, locked) => setLocked(core, uids, locked)),
    setViewport: (viewportHw, movedPx) => setViewport(core, viewportHw, movedPx),
    fitView: () => fitView(core),
    zoomBy: (factor, at) => zoomView(core, factor, at),
    panBy: (dx, dy) => panView(core, dx, dy),
    reveal: (uid) => revealInView(core, uid),
    bringIntoView: (uid) => bringIntoView(core, uid),
    uidAt(point) {
      const suggestion = core.state.suggestionsVisible ? core.suggestions.topAt(point) : undefined;
      return (suggestion ?? core.segments.topAt(point))?.region.uid ?? null;
    },
  };
}
