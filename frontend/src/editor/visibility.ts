/** Hiding and locking: what is not seen is never changed, and what is locked neither. */

import { boxOfBbox } from "../geometry/points";
import type { Core } from "./core";
import type { Uid } from "./types";

export function setHidden(core: Core, uids: readonly Uid[], hidden: boolean): void {
  core.set({ hiddenUids: edited(core.state.hiddenUids, uids, hidden) });
  refreeze(core, new Set(uids));
}

export function setClassHidden(core: Core, classId: number, hidden: boolean): void {
  core.set({ hiddenClassIds: edited(core.state.hiddenClassIds, [classId], hidden) });
  const ofClass = [...core.state.segments.values()].filter(
    (segment) => segment.classId === classId,
  );
  refreeze(core, new Set(ofClass.map(({ uid }) => uid)));
}

export function setLocked(core: Core, uids: readonly Uid[], locked: boolean): void {
  core.set({ lockedUids: edited(core.state.lockedUids, uids, locked) });
  for (const uid of uids) core.freeze(uid);
}

function refreeze(core: Core, uids: ReadonlySet<Uid>): void {
  for (const uid of uids) core.freeze(uid);
  if ([...uids].some((uid) => core.suggestions.get(uid) !== undefined)) {
    core.suggestions.composeAll();
  }
  // Exclusive segments stay in the id-map when they are hidden.
  if (core.state.overlapMode === "layered") {
    // Many boxes overlap: composing everything once is cheaper than each of them.
    if (uids.size > 16) core.segments.composeAll();
    else {
      for (const uid of uids) {
        const item = core.segments.get(uid);
        if (item !== undefined) core.segments.compose(boxOfBbox(item.region.bboxXywh));
      }
    }
  }
}

function edited<T>(set: ReadonlySet<T>, values: readonly T[], isIn: boolean): ReadonlySet<T> {
  const next = new Set(set);
  for (const value of values) {
    if (isIn) next.add(value);
    else next.delete(value);
  }
  return next;
}
