/** What is done to boxes without pixels; each is one step of the history. */

import type { BboxXywh, BoxXyxy, ImagePoint, SizeHw } from "../../geometry/points";
import type { Core } from "../core";
import { classToDraw } from "../shells";
import type { EditorWeakLabel, Uid } from "../types";
import type { OperationTool } from "../wire";
import { tagUid } from "./weakLabels";

/** Whole pixels inside the image; null where nothing is left. */
export function snappedBox([x0, y0, x1, y1]: BoxXyxy, [h, w]: SizeHw): BboxXywh | null {
  const at = (value: number, end: number): number => Math.min(Math.max(Math.round(value), 0), end);
  const [left, top, right, bottom] = [at(x0, w), at(y0, h), at(x1, w), at(y1, h)];
  if (right <= left || bottom <= top) return null;
  return [left, top, right - left, bottom - top];
}

/** A box that was drawn, of the active class; it is selected. */
export function drawBox(core: Core, boxXyxy: BoxXyxy): Uid | null {
  const classId = classToDraw(core);
  return classId === null ? null : addBox(core, boxXyxy, classId);
}

export function addBox(core: Core, boxXyxy: BoxXyxy, classId: number): Uid | null {
  const bboxXywh = snappedBox(boxXyxy, core.state.sizeHw);
  if (bboxXywh === null) {
    core.notify("empty_shape");
    return null;
  }
  const uid = core.newUid();
  change(core, uid, { uid, kind: "box", classId, bboxXywh }, "weak_box");
  selectBox(core, uid);
  return uid;
}

/** Of what is seen, the share of a box that is added by key. */
const SHARE_IN_VIEW = 1 / 4;

/** A box in the middle of what is seen, of the active class. */
export function addBoxInView(core: Core): Uid | null {
  const { view, viewportHw, sizeHw } = core.state;
  const [left, right] = middleOf(-view.x / view.scale, viewportHw[1] / view.scale, sizeHw[1]);
  const [top, bottom] = middleOf(-view.y / view.scale, viewportHw[0] / view.scale, sizeHw[0]);
  return drawBox(core, [left, top, right, bottom]);
}

/** The middle part of the seen stretch of an axis; all in image pixels, one of them at least. */
function middleOf(start: number, length: number, end: number): [from: number, to: number] {
  const seenFrom = Math.min(Math.max(start, 0), end - 1);
  const seenTo = Math.max(Math.min(start + length, end), seenFrom + 1);
  const size = Math.max(Math.round((seenTo - seenFrom) * SHARE_IN_VIEW), 1);
  const from = Math.min(Math.round((seenFrom + seenTo - size) / 2), end - size);
  return [from, from + size];
}

/** Moves the selected box, or its right and lower edges, within the image. */
export function nudgeBox(core: Core, dx: number, dy: number, resizes: boolean): boolean {
  const { selectedBoxUid, weakLabels, sizeHw } = core.state;
  const box = selectedBoxUid === null ? undefined : weakLabels.get(selectedBoxUid);
  if (box === undefined || box.bboxXywh === null) return false;
  const [x, y, w, h] = box.bboxXywh;
  const within = (value: number, low: number, high: number): number =>
    Math.min(Math.max(value, low), high);
  const bboxXywh: BboxXywh = resizes
    ? [x, y, within(w + dx, 1, sizeHw[1] - x), within(h + dy, 1, sizeHw[0] - y)]
    : [within(x + dx, 0, sizeHw[1] - w), within(y + dy, 0, sizeHw[0] - h), w, h];
  if (bboxXywh.some((value, i) => value !== box.bboxXywh?.[i])) {
    change(core, box.uid, { ...box, bboxXywh }, "weak_box", `box ${box.uid}`);
  }
  return true;
}

export function placeBox(core: Core, uid: Uid, boxXyxy: BoxXyxy): void {
  const box = core.state.weakLabels.get(uid);
  const bboxXywh = snappedBox(boxXyxy, core.state.sizeHw);
  if (box === undefined) return;
  if (bboxXywh === null) core.notify("empty_shape");
  else if (bboxXywh.some((value, i) => value !== box.bboxXywh?.[i])) {
    change(core, uid, { ...box, bboxXywh }, "weak_box");
  }
  selectBox(core, uid);
}

export function setBoxClass(core: Core, uid: Uid, classId: number): void {
  const box = core.state.weakLabels.get(uid);
  if (box === undefined || box.kind !== "box" || box.classId === classId) return;
  change(core, uid, { ...box, classId }, "class");
}

export function deleteWeak(core: Core, uid: Uid): void {
  change(core, uid, null, "delete");
}

export function setTag(core: Core, classId: number, isThere: boolean): void {
  const uid = tagUid(classId);
  if (core.state.weakLabels.has(uid) === isThere) return;
  change(core, uid, isThere ? { uid, kind: "tag", classId, bboxXywh: null } : null, "tag");
}

export function selectBox(core: Core, uid: Uid | null): void {
  core.set({ selectedUid: null, selectedBoxUid: uid });
}

/** Selects the box that was gripped, else the smallest one round the point, else none. */
export function pickBox(core: Core, uid: Uid | null, at: ImagePoint): void {
  selectBox(core, uid ?? smallestAround(core, at));
}

function smallestAround(core: Core, { x, y }: ImagePoint): Uid | null {
  const { weakLabels, hiddenClassIds } = core.state;
  let found: { uid: Uid; areaPx: number } | null = null;
  for (const { uid, bboxXywh, classId } of weakLabels.values()) {
    if (bboxXywh === null || hiddenClassIds.has(classId)) continue;
    const [left, top, w, h] = bboxXywh;
    const isInside = x >= left && y >= top && x <= left + w && y <= top + h;
    if (isInside && (found === null || w * h < found.areaPx)) found = { uid, areaPx: w * h };
  }
  return found?.uid ?? null;
}

function change(
  core: Core,
  uid: Uid,
  after: EditorWeakLabel | null,
  tool: OperationTool,
  run: string | null = null,
): void {
  const before = core.state.weakLabels.get(uid) ?? null;
  if (before === null && after === null) return;
  core.commit({ changes: [], moves: [], weak: [{ uid, before, after }] }, tool, false, run);
}
