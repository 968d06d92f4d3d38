/** Which segments are selected: one primary, which tools draw on, and others that commands are for as well. */

import type { BoxXyxy, ImagePoint } from "../geometry/points";
import { rowSpans } from "../masks/runs";
import type { Core } from "./core";
import type { EditorState, Uid } from "./types";

export type Selection = Pick<EditorState, "selectedUid" | "alsoSelected">;

const NONE: ReadonlySet<Uid> = new Set();

/** All that is selected, the primary first. A selected suggestion is alone. */
export function selectedUids({ selectedUid, alsoSelected }: Selection): Uid[] {
  return selectedUid === null ? [] : [selectedUid, ...alsoSelected];
}

/** The first of the uids is the primary. */
export function selectionOf(uids: Iterable<Uid>): Selection {
  const [selectedUid = null, ...others] = new Set(uids);
  return { selectedUid, alsoSelected: others.length === 0 ? NONE : new Set(others) };
}

/** The selection without what is gone; where the primary went, the next one takes its place. */
export function keptSelection(before: Selection, isThere: (uid: Uid) => boolean): Selection {
  const { selectedUid, alsoSelected } = before;
  const kept = selectedUids(before).filter(isThere);
  // The same set again: nobody draws anew for it.
  if (kept.length === selectedUids(before).length) return { selectedUid, alsoSelected };
  return selectionOf(kept);
}

/** Adds a segment or takes it away; suggestions are selected one at a time. */
export function toggleSelected(core: Core, uid: Uid): void {
  const { segments } = core.state;
  if (!segments.has(uid)) return;
  const selected = selectedSegments(core.state);
  const isIn = selected.includes(uid);
  core.set(selectionOf(isIn ? selected.filter((each) => each !== uid) : [...selected, uid]));
}

export function selectMany(core: Core, uids: readonly Uid[]): void {
  core.set(selectionOf(uids.filter((uid) => core.state.segments.has(uid))));
}

/** Every segment that can be seen; a primary stays the primary. */
export function selectAll(core: Core): void {
  const visible = core.segments.all().filter(({ isHidden }) => !isHidden);
  const first = selectedSegments(core.state).slice(0, 1);
  core.set(selectionOf([...first, ...visible.map(({ region }) => region.uid)]));
}

/** Selected segments; a suggestion does not count. */
export function selectedSegments(state: Selection & Pick<EditorState, "segments">): Uid[] {
  return selectedUids(state).filter((uid) => state.segments.has(uid));
}

/** A click that adds or takes away: the topmost segment under it. */
export function toggleAt(core: Core, at: ImagePoint): void {
  const top = core.segments.stackAt(at)[0];
  if (top !== undefined) toggleSelected(core, top.region.uid);
}

/** Selects every visible segment with a pixel in a box of image pixels, or adds them to what is selected. */
export function selectInBox(core: Core, box: BoxXyxy, adds: boolean): void {
  const [h, w] = core.state.sizeHw;
  const inside: BoxXyxy = [
    Math.max(Math.floor(box[0]), 0),
    Math.max(Math.floor(box[1]), 0),
    Math.min(Math.ceil(box[2]), w),
    Math.min(Math.ceil(box[3]), h),
  ];
  const met = core.segments
    .meeting(inside)
    .filter((item) => !item.isHidden && hasPixelIn(item.region.runs, inside))
    .map(({ region }) => region.uid);
  core.set(selectionOf(adds ? [...selectedSegments(core.state), ...met] : met));
}

function hasPixelIn(runs: Parameters<typeof rowSpans>[0], [x0, y0, x1, y1]: BoxXyxy): boolean {
  const spans: number[] = [];
  for (let row = y0; row < y1 && spans.length === 0; row += 1) rowSpans(runs, row, x0, x1, spans);
  return spans.length > 0;
}
