/** Joins one open image's editor to the save queue, and keeps the small rules between the two. */

import { type Editor, type EditorSegment, selectedSegments } from "../../editor";
import {
  type EditorPort,
  type OpenAnnotation,
  type SaveQueue,
  type WholeSegment,
  wire,
} from "../../save";
import type { AnnotationState } from "../../api/types";

/** A segment of the editor as it goes over the wire, with its mask. */
export function wholeSegment(segment: EditorSegment): WholeSegment {
  return {
    uid: segment.uid,
    class_id: segment.classId,
    z: segment.z,
    mask: wire(segment.runs),
    polygon: segment.polygon,
    iscrowd: segment.iscrowd,
    occluded: segment.occluded,
    truncated: segment.truncated,
    attributes: segment.attributes,
    origin: segment.origin,
    score: segment.score,
  };
}

/** Refused for the class: this page's list of them is older than the project's. */
const OLD_CLASSES: ReadonlySet<string> = new Set(["retired_class", "unknown_label_class"]);

/**
 * From here on every gesture is kept and sent; the result ends it, pending work goes on being sent.
 *
 * @param onOldClasses others' work or a refusal shows that the project's classes were changed.
 */
export function connectSaving(
  editor: Editor,
  queue: SaveQueue,
  annotation: OpenAnnotation,
  onState: (state: AnnotationState) => void,
  onOldClasses: () => void,
): () => void {
  const { annotationId } = annotation;
  const port: EditorPort = {
    applyRemote: (changed, deleted) => {
      const { segments } = editor.store.getState();
      const isNew = ({ uid, class_id }: WholeSegment): boolean =>
        (segments.get(uid)?.classId ?? class_id) !== class_id;
      editor.applyRemote(changed, deleted);
      if (changed.some(isNew)) onOldClasses();
    },
    applyRemoteWeak: (changed, deleted) => editor.applyRemoteWeak(changed, deleted),
    current: (uid) => {
      const segment = editor.store.getState().segments.get(uid);
      return segment && wholeSegment(segment);
    },
    saved: (_revision, state) => onState(state as AnnotationState),
  };
  const close = queue.open(annotation, port);
  let numRefused = 0;
  const stops = [
    queue.subscribe(() => {
      const { refused } = queue.state(annotationId);
      if (refused.length > numRefused && OLD_CLASSES.has(refused.at(-1)!.code)) onOldClasses();
      numRefused = refused.length;
    }),
    editor.onCommit((operations) => queue.commit(annotationId, operations)),
    editor.onDecision(({ kind, uids }) => queue.decide(annotationId, kind, uids)),
  ];
  return () => {
    for (const stop of stops) stop();
    close();
    void queue.flush(annotationId);
  };
}

/** Whoever selects a segment goes on with its class: the next stroke then belongs to it. */
export function followSelection(editor: Editor): () => void {
  return editor.store.subscribe((now, before) => {
    const segment = now.selectedUid === null ? undefined : now.segments.get(now.selectedUid);
    if (segment === undefined) return;
    const isNew = now.selectedUid !== before.selectedUid;
    const hasNewClass = before.segments.get(segment.uid)?.classId !== segment.classId;
    if ((isNew || hasNewClass) && now.activeClassId !== segment.classId) {
      editor.setActiveClass(segment.classId);
    }
  });
}

/**
 * A class was chosen: with the select tool it is for the selected segments or box, otherwise for what is drawn next.
 * A suggestion keeps its class until it is accepted.
 */
export function chooseClass(editor: Editor, classId: number, canEdit: boolean): void {
  const state = editor.store.getState();
  const { selectedBoxUid } = state;
  const changesBox = state.tool === "select" || state.tool === "weakBox";
  if (canEdit && changesBox && selectedBoxUid !== null) {
    editor.setBoxClass(selectedBoxUid, classId);
  }
  if (state.tool === "select" && canEdit) editor.changeClass(selectedSegments(state), classId);
  editor.setActiveClass(classId);
}

/** Suggestions below the threshold are hidden on the canvas too. */
export function hideBelow(editor: Editor, threshold: number): void {
  const all = [...editor.store.getState().suggestions.values()];
  const isBelow = ({ score }: { score: number | null }): boolean =>
    score !== null && score < threshold;
  const uidsOf = (list: typeof all): string[] => list.map(({ uid }) => uid);
  editor.setHidden(uidsOf(all.filter(isBelow)), true);
  editor.setHidden(uidsOf(all.filter((each) => !isBelow(each))), false);
}
