/** What is done to segments. */

import { carriedOver } from "../attributing";
import { deletion, shellChange } from "../change";
import type { Change, SegmentShell } from "../change";
import type { Core } from "../core";
import type { Gestures } from "../gestures";
import type { OneOrMore, SegmentCommands } from "../interface";
import { isFrozen } from "../layer";
import { placed, reordered } from "../order";
import { selectAll, selectMany, toggleSelected } from "../selection";
import { insertMask } from "../shapes";
import { reject } from "../suggesting";
import type { EditorSegment, Uid } from "../types";
import { segmentFromWire } from "../wire";
import type { OperationTool } from "../wire";
import { endingWith } from "./ending";

export function segmentCommands(core: Core, gestures: Gestures): SegmentCommands {
  const ending = endingWith(gestures);
  return {
    select: ending((selectedUid) => core.set({ selectedUid, selectedBoxUid: null })),
    toggleSelected: ending((uid) => toggleSelected(core, uid)),
    selectMany: ending((uids) => selectMany(core, uids)),
    selectAll: ending(() => selectAll(core)),
    deleteSegment: ending((which) => {
      const uids = listOf(which);
      reject(core, uids);
      change(core, uids, null, "delete");
    }),
    changeClass: ending((which, classId) => {
      const isOther = (uid: Uid): boolean => core.state.segments.get(uid)?.classId !== classId;
      const inClass = (segment: EditorSegment): Partial<SegmentShell> => ({
        classId,
        attributes: carriedOver(core, segment, classId),
      });
      change(core, listOf(which).filter(isOther), inClass, "class");
    }),
    setProperties: ending((which, properties) =>
      change(core, listOf(which), () => properties, "properties"),
    ),
    reorder: ending((which, to) => {
      const keys = reordered([...core.state.segments.values()], listOf(which), to);
      const changes = [...keys].map(([each, z]): Change =>
        shellChange(core.state.segments.get(each)!, { z }),
      );
      core.commit({ changes, moves: [] }, "order");
    }),
    placeInOrder: ending((which, place) => {
      const { segments, lockedUids } = core.state;
      const free = listOf(which).filter((uid) => !lockedUids.has(uid));
      const keys = placed([...segments.values()], free, place);
      const changes = [...keys].map(([each, z]): Change => shellChange(segments.get(each)!, { z }));
      core.commit({ changes, moves: [] }, "order");
    }),
    addMask: ending((runs, classId, origin, score) =>
      insertMask(core, runs, classId, origin, score),
    ),
    applyRemote(changed, deleted) {
      const { sizeHw } = core.state;
      const segments = changed.map((wire) => segmentFromWire(wire, sizeHw));
      core.remote.receive({ changed: segments, deleted }, gestures.isPainting);
    },
  };
}

function listOf(uids: OneOrMore): readonly Uid[] {
  return typeof uids === "string" ? [uids] : uids;
}

/** Segments' properties change, or they go (`after` null), in one step; those that are locked stay. */
function change(
  core: Core,
  uids: readonly Uid[],
  after: ((segment: EditorSegment) => Partial<SegmentShell>) | null,
  tool: OperationTool,
): void {
  const changes: Change[] = [];
  for (const uid of uids) {
    const item = core.segments.get(uid);
    if (item === undefined) continue;
    if (isFrozen(item)) core.notify("locked", uid);
    else
      changes.push(
        after === null ? deletion(item.region) : shellChange(item.region, after(item.region)),
      );
  }
  core.commit({ changes, moves: [] }, tool);
}
