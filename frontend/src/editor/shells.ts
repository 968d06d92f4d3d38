/** New segments: whether one may be made now, and its properties. */

import { attributesOf, defaultsOf } from "./attributes";
import type { SegmentShell } from "./change";
import type { Core } from "./core";
import { newZ } from "./order";

/** The active class, if it can be drawn in: chosen, and not hidden (the work would vanish at once). */
export function classToDraw(core: Core): number | null {
  const { activeClassId, hiddenClassIds } = core.state;
  if (activeClassId === null) core.notify("no_class");
  else if (!hiddenClassIds.has(activeClassId)) return activeClassId;
  else core.notify("locked");
  return null;
}

export function newShell(
  core: Core,
  classId: number,
  origin: string,
  score: number | null = null,
): SegmentShell {
  return {
    uid: core.newUid(),
    classId,
    z: newZ(core.segments, core.state.paintMode),
    polygon: null,
    iscrowd: false,
    occluded: false,
    truncated: false,
    attributes: defaultsOf(attributesOf(core.state.classes, classId)),
    origin,
    score,
  };
}
