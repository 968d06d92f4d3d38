/** Union, merge, difference and intersection of the selected segments. */

import { intersect, subtract, unionOf, xor } from "../../masks/boolean";
import { equalRuns, isEmptyRuns } from "../../masks/runs";
import { deletion, shellOf } from "../change";
import type { Change } from "../change";
import type { Core } from "../core";
import { isFrozen } from "../layer";
import { replaceMasks } from "../replacing";
import { selectedSegments } from "../selection";
import type { SegmentItem } from "../transaction";
import type { Combination } from "./interface";

export function combine(core: Core, how: Combination): void {
  const items = selectedSegments(core.state).map((uid) => core.segments.get(uid)!);
  const [primary, ...others] = items;
  if (primary === undefined || others.length === 0) {
    core.notify("choose_two");
    return;
  }
  // Of the others, union and merge take everything; for the rest they are only a stencil.
  const takes = how === "union" || how === "merge";
  const locked = (takes ? items : [primary]).find(isFrozen);
  if (locked !== undefined) {
    core.notify("locked", locked.region.uid);
    return;
  }
  const isMixed = others.some(({ region }) => region.classId !== primary.region.classId);
  if (how === "union" && isMixed) core.notify("other_classes");
  else if (takes) join(core, primary, others, how);
  else carve(core, primary, others, how);
}

function join(
  core: Core,
  primary: SegmentItem,
  others: readonly SegmentItem[],
  tool: "union" | "merge",
): void {
  const pixels = unionOf([primary, ...others].map(({ region }) => region.runs));
  const { region } = primary;
  const before = shellOf(region);
  // All of the pixels are theirs already: nobody else is asked, whatever the paint mode.
  const joined: Change = {
    uid: region.uid,
    before,
    after: { ...before, polygon: null },
    patch: xor(region.runs, pixels),
  };
  core.commit(
    { changes: [...others.map((each) => deletion(each.region)), joined], moves: [] },
    tool,
  );
}

function carve(
  core: Core,
  primary: SegmentItem,
  others: readonly SegmentItem[],
  how: "subtract" | "intersect",
): void {
  const { uid, runs } = primary.region;
  const masks = others.map(({ region }) => region.runs);
  const pixels =
    how === "subtract" ? subtract(runs, unionOf(masks)) : masks.reduce(intersect, runs);
  if (isEmptyRuns(pixels)) core.notify("nothing_left", uid);
  else if (equalRuns(pixels, runs)) {
    core.notify(how === "subtract" ? "nothing_to_subtract" : "nothing_changes", uid);
  } else replaceMasks(core, [{ uid, pixels, polygon: null }], how, "above");
}
