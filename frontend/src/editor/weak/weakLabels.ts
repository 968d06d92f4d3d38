/** Labels without pixels as data: their changes, the operations that tell the server, their way in. */

import type { EditorState, EditorWeakLabel, Uid } from "../types";
import type { Operation, OperationTool, WireWeakLabel } from "../wire";

/** One weak label's change; `before` null: it is new; `after` null: it is deleted. */
export interface WeakChange {
  readonly uid: Uid;
  readonly before: EditorWeakLabel | null;
  readonly after: EditorWeakLabel | null;
}

type WeakState = Pick<EditorState, "weakLabels" | "selectedBoxUid">;

/** Two people who tag the same class mean the same tag: the server knows it by this name. */
export function tagUid(classId: number): Uid {
  return `tag-${String(classId)}`;
}

export function weakFromWire({ uid, kind, class_id, bbox_xywh }: WireWeakLabel): EditorWeakLabel {
  return { uid, kind, classId: class_id, bboxXywh: bbox_xywh };
}

/**
 * What brings boxes and tags to how they were.
 *
 * @param whole what came later goes; otherwise the others stay.
 */
export function weakRestoring(
  now: EditorState["weakLabels"],
  then: readonly EditorWeakLabel[],
  whole: boolean,
): WeakChange[] {
  const kept = new Set(then.map(({ uid }) => uid));
  const gone = whole ? [...now.values()].filter(({ uid }) => !kept.has(uid)) : [];
  const back = then.filter((label) => !isSameWeak(now.get(label.uid), label));
  return [
    ...gone.map((label) => ({ uid: label.uid, before: label, after: null })),
    ...back.map((label) => ({ uid: label.uid, before: now.get(label.uid) ?? null, after: label })),
  ];
}

function isSameWeak(a: EditorWeakLabel | undefined, b: EditorWeakLabel): boolean {
  if (a === undefined || a.classId !== b.classId) return false;
  return JSON.stringify(a.bboxXywh) === JSON.stringify(b.bboxXywh);
}

export function withWeakChanges(state: WeakState, changes: readonly WeakChange[]): WeakState {
  const weakLabels = new Map(state.weakLabels);
  for (const { uid, after } of changes) {
    if (after === null) weakLabels.delete(uid);
    else weakLabels.set(uid, after);
  }
  const { selectedBoxUid } = state;
  const isThere = selectedBoxUid !== null && weakLabels.has(selectedBoxUid);
  return { weakLabels, selectedBoxUid: isThere ? selectedBoxUid : null };
}

export function weakOperations(changes: readonly WeakChange[], tool: OperationTool): Operation[] {
  return changes.flatMap(({ uid, before, after }): Operation[] => {
    if (after === null) return before === null ? [] : [{ op: "delete_weak", tool, uid }];
    const { kind, classId, bboxXywh } = after;
    const weak_label = { uid, kind, class_id: classId, bbox_xywh: bboxXywh };
    return [{ op: "upsert_weak", tool, weak_label }];
  });
}
