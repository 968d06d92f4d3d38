/** Steps of the superpixels' size, by the keys that resize the brush. */

import type { Editor, SuperpixelSize } from "../../editor";

export const SUPERPIXEL_SIZES: readonly SuperpixelSize[] = ["fine", "medium", "coarse"];

export function resizeSuperpixels(editor: Editor, by: 1 | -1): void {
  const at = SUPERPIXEL_SIZES.indexOf(editor.store.getState().superpixelSize) + by;
  const next = SUPERPIXEL_SIZES[at];
  if (next !== undefined) editor.setSuperpixelSize(next);
}
