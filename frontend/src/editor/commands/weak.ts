/** What is done to boxes and image tags. */

import type { Core } from "../core";
import type { Gestures } from "../gestures";
import type { WeakCommands } from "../interface";
import {
  addBox,
  addBoxInView,
  deleteWeak,
  nudgeBox,
  placeBox,
  selectBox,
  setBoxClass,
  setTag,
} from "../weak/boxes";
import { weakFromWire, withWeakChanges } from "../weak/weakLabels";
import type { WeakChange } from "../weak/weakLabels";
import { endingWith } from "./ending";

export function weakCommands(core: Core, gestures: Gestures): WeakCommands {
  const ending = endingWith(gestures);
  return {
    selectBox: ending((uid) => selectBox(core, uid)),
    addBox: ending((boxXyxy, classId) => addBox(core, boxXyxy, classId)),
    setBoxClass: ending((uid, classId) => setBoxClass(core, uid, classId)),
    setBoxPlace: ending((uid, boxXyxy) => placeBox(core, uid, boxXyxy)),
    addBoxInView: ending(() => addBoxInView(core)),
    nudgeBox: ending((dx, dy, resizes) => {
      const isDone = nudgeBox(core, dx, dy, resizes);
      if (isDone) core.dirty.emit("marks");
      return isDone;
    }),
    deleteWeak: ending((uid) => deleteWeak(core, uid)),
    setTag: ending((classId, isThere) => setTag(core, classId, isThere)),
    applyRemoteWeak(changed, deleted) {
      const before = null;
      const changes: WeakChange[] = [
        ...changed.map((wire) => ({ uid: wire.uid, before, after: weakFromWire(wire) })),
        ...deleted.map((uid) => ({ uid, before, after: null })),
      ];
      core.set(withWeakChanges(core.state, changes));
      core.dirty.emit("marks");
    },
  };
}
