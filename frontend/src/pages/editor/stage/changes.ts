/** What changed between two states that is worth saying aloud. */

import type { EditorState, ToolName, Uid } from "../../../editor";

export interface Changes {
  /** The tool that was chosen. */
  tool: ToolName | null;
  /** What was selected, or changed while it was selected. */
  uid: Uid | null;
  /** A box without pixels that was selected, or changed while it was. */
  boxUid: Uid | null;
  numMade: number;
  numDeleted: number;
}

type Said = Pick<
  EditorState,
  | "tool"
  | "segments"
  | "suggestions"
  | "weakLabels"
  | "selectedUid"
  | "selectedBoxUid"
  | "alsoSelected"
  | "hiddenUids"
  | "lockedUids"
>;

export function changesBetween(before: Said, now: Said): Changes {
  const uid = now.selectedUid;
  const isOther =
    uid !== before.selectedUid ||
    now.alsoSelected !== before.alsoSelected ||
    (uid !== null &&
      (now.segments.get(uid) !== before.segments.get(uid) ||
        now.hiddenUids.has(uid) !== before.hiddenUids.has(uid) ||
        now.lockedUids.has(uid) !== before.lockedUids.has(uid)));
  const boxUid = now.selectedBoxUid;
  const isOtherBox =
    boxUid !== null &&
    (boxUid !== before.selectedBoxUid ||
      now.weakLabels.get(boxUid) !== before.weakLabels.get(boxUid));
  const grown = now.segments.size - before.segments.size;
  return {
    tool: now.tool === before.tool ? null : now.tool,
    uid: isOther ? uid : null,
    boxUid: isOtherBox ? boxUid : null,
    numMade: Math.max(grown, 0),
    numDeleted: Math.max(-grown, 0),
  };
}
