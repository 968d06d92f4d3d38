/** Brings segments to given pixels: what fills, booleans, splits, merges and proposals all come down to. */

import type { Polygon, Runs } from "../masks/types";
import type { SegmentShell } from "./change";
import type { Core } from "./core";
import { isFrozen } from "./layer";
import type { PaintMode, Uid } from "./types";
import type { WeakChange } from "./weak/weakLabels";
import type { OperationTool } from "./wire";

/** A segment's next pixels; a `shell` makes a new segment. Without pixels the segment goes. */
export type MaskEdit = (
  { readonly uid: Uid; readonly shell?: undefined } | { readonly shell: SegmentShell }
) & {
  readonly pixels: Runs;
  /** Vertices to keep, if the segment gets exactly the polygon's pixels. */
  readonly polygon: Polygon | null;
};

/**
 * Does all edits in one step of the history, in their order: in exclusive images an earlier edit's pixels
 * can be taken by a later one, so what gives pixels up comes first. Locked segments are left as they are.
 *
 * @param weak boxes and tags that change in the same step, where any segment does.
 * @returns the uids of the edited segments that still have pixels.
 */
export function replaceMasks(
  core: Core,
  edits: readonly MaskEdit[],
  tool: OperationTool,
  mode: PaintMode = core.state.paintMode,
  weak: readonly WeakChange[] = [],
): Uid[] {
  const transaction = core.begin();
  const uids: Uid[] = [];
  for (const edit of edits) {
    const isNew = edit.shell !== undefined;
    const item = isNew ? transaction.create(edit.shell) : core.segments.get(edit.uid);
    if (item === undefined) continue;
    if (!isNew && isFrozen(item)) {
      core.notify("locked", item.region.uid);
      continue;
    }
    transaction.shape(item, edit.polygon, edit.pixels, mode);
    uids.push(item.region.uid);
  }
  const changes = transaction.finish();
  if (changes.length > 0) core.commit({ changes, moves: [], weak }, tool, true);
  return uids.filter((uid) => core.segments.get(uid) !== undefined);
}
