/** Which part of the image the viewport shows. */

import type { BoxXyxy, SizeHw } from "../../../geometry/points";
import { meetBoxes } from "../../../geometry/points";
import type { View } from "../../../geometry/view";

/** @returns `part` as shares of the image's width and height, in [0, 1]. */
export function seenPart(
  view: View,
  [viewportH, viewportW]: SizeHw,
  [h, w]: SizeHw,
): { part: BoxXyxy; isWhole: boolean } {
  const [x0, y0] = [-view.x / view.scale / w, -view.y / view.scale / h];
  const box: BoxXyxy = [x0, y0, x0 + viewportW / view.scale / w, y0 + viewportH / view.scale / h];
  const part = meetBoxes(box, [0, 0, 1, 1]);
  return { part, isWhole: part.join() === "0,0,1,1" };
}
