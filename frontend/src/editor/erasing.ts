/** What erasing is meant for: the selected segment, or the topmost one under the pointer. */

import type { ImagePoint } from "../geometry/points";
import type { Core } from "./core";
import { isFrozen } from "./layer";
import type { SegmentItem } from "./transaction";

/** Null, and the page is told, where there is none or it may not be changed. */
export function eraserTarget(core: Core, at: ImagePoint): SegmentItem | null {
  const { selectedUid } = core.state;
  const selected = selectedUid === null ? undefined : core.segments.get(selectedUid);
  const target = selected ?? core.segments.topAt(at);
  if (target === undefined) core.notify("nothing_to_erase");
  else if (isFrozen(target)) core.notify("locked", target.region.uid);
  else return target;
  return null;
}
