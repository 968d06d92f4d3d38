/** The hatch over the pixels that nobody owns, at screen resolution. */

import type { BoxXyxy, SizeHw } from "../../geometry/points";
import type { View } from "../../geometry/view";
import { packColor } from "./colors";
import { deviceStart, imageIndex } from "./device";
import type { Pixels } from "./sample";

/** Device pixels from one line to the next. */
const HATCH_PX = 12;
const LINE_PX = 2;
/** A light and a dark line beside each other are seen on any picture. */
const LIGHT = packColor(255, 64, 200, 0.9);
const DARK = packColor(60, 0, 45, 0.7);
const BETWEEN = packColor(255, 64, 200, 0.12);

/** Appends the columns of an image row within [left, right) that nobody owns. */
export type FreeRows = (row: number, left: number, right: number, out: number[]) => void;

/** Draws within a box of device pixels; borders that lie there already stay. */
export function drawUnlabelled(
  { data, width }: Pixels,
  freeRows: FreeRows,
  [h, w]: SizeHw,
  view: View,
  [x0, y0, x1, y1]: BoxXyxy,
): void {
  // The hatch moves with the image, and against that of suggestions.
  const anchor = Math.round(view.x) - Math.round(view.y);
  const left = Math.max(imageIndex(x0, view.scale, view.x), 0);
  const right = Math.min(imageIndex(x1 - 1, view.scale, view.x) + 1, w);
  if (left >= right) return;
  const spans: number[] = [];
  let read = -1;
  for (let y = y0; y < y1; y += 1) {
    const row = imageIndex(y, view.scale, view.y);
    if (row < 0 || row >= h) continue;
    if (row !== read) {
      spans.length = 0;
      freeRows(row, left, right, spans);
      read = row;
    }
    for (let i = 0; i < spans.length; i += 2) {
      const from = Math.max(deviceStart(spans[i]!, view.scale, view.x), x0);
      const to = Math.min(deviceStart(spans[i + 1]!, view.scale, view.x), x1);
      for (let x = from; x < to; x += 1) {
        const at = y * width + x;
        if (data[at] !== 0) continue;
        const phase = (((x - y - anchor) % HATCH_PX) + HATCH_PX) % HATCH_PX;
        data[at] = phase < LINE_PX ? LIGHT : phase < 2 * LINE_PX ? DARK : BETWEEN;
      }
    }
  }
}
