/** Steps of the brush's size, by key and by wheel. */

import type { Editor } from "../../editor";
import { LARGEST_RADIUS_PX, SMALLEST_RADIUS_PX } from "./preferences";

/** Brushes have whole diameters: a step is at least one pixel of diameter. */
export function resizedRadius(radiusPx: number, factor: number): number {
  const diameter = Math.max(1, Math.round(radiusPx * 2));
  const scaled = Math.round(diameter * factor);
  const next = scaled === diameter ? diameter + (factor > 1 ? 1 : -1) : scaled;
  return Math.min(LARGEST_RADIUS_PX, Math.max(SMALLEST_RADIUS_PX, next / 2));
}

export function resizeBrush(editor: Editor, factor: number): void {
  const { radiusPx } = editor.store.getState().brush;
  editor.setBrush({ radiusPx: resizedRadius(radiusPx, factor) });
}
