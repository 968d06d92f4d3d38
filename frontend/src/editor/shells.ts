/** New segments' properties. */

import type { SegmentShell } from "./change";
import type { Core } from "./core";
import { newZ } from "./order";

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
    attributes: {},
    origin,
    score,
  };
}
