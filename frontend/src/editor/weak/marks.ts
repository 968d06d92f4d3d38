/** What is drawn of boxes without pixels: where they are, and as a gesture under way leaves them. */

import type { BoxXyxy } from "../../geometry/points";
import { boxBetween } from "../tools/box";
import type { WeakBoxState } from "../tools/weakBox";
import type { EditorState, EditorWeakLabel } from "../types";
import { adjusted } from "./grips";

export interface WeakBoxMark {
  readonly boxXyxy: BoxXyxy;
  /** '#rrggbb' */
  readonly color: string;
  readonly name: string;
  readonly isSelected: boolean;
}

type Look = Pick<
  EditorState,
  "weakLabels" | "classes" | "hiddenClassIds" | "selectedBoxUid" | "activeClassId"
>;

export function weakBoxMarks(state: Look, gesture: WeakBoxState): readonly WeakBoxMark[] {
  if (state.weakLabels.size === 0 && gesture.kind !== "drawing") return [];
  const classes = new Map(state.classes.map((each) => [each.classId, each]));
  const markOf = (boxXyxy: BoxXyxy, classId: number | null, isSelected: boolean): WeakBoxMark => {
    const labelClass = classId === null ? undefined : classes.get(classId);
    const { color = "#808080", name = "" } = labelClass ?? {};
    return { boxXyxy, color, name, isSelected };
  };
  const others: WeakBoxMark[] = [];
  const selected: WeakBoxMark[] = [];
  for (const label of state.weakLabels.values()) {
    const boxXyxy = placeOf(label, gesture);
    if (boxXyxy === null || state.hiddenClassIds.has(label.classId)) continue;
    const isSelected = label.uid === state.selectedBoxUid;
    (isSelected ? selected : others).push(markOf(boxXyxy, label.classId, isSelected));
  }
  if (gesture.kind === "drawing") {
    selected.push(markOf(boxBetween(gesture.from, gesture.to), state.activeClassId, false));
  }
  return [...others, ...selected];
}

function placeOf({ uid, bboxXywh }: EditorWeakLabel, gesture: WeakBoxState): BoxXyxy | null {
  if (bboxXywh === null) return null;
  if (gesture.kind === "placing" && gesture.grip.uid === uid) {
    return adjusted(gesture.grip, gesture.from, gesture.to, gesture.moves);
  }
  const [x, y, w, h] = bboxXywh;
  return [x, y, x + w, y + h];
}
