/** Steps of the brush's size, by key and by wheel. */

import { type Editor, LARGEST_RADIUS_PX, SMALLEST_RADIUS_PX } from "../../editor";
import { resizeSuperpixels } from "./superpixelSize";

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

/** A key's or a wheel's step: of whatever the tool at work has a size or a tolerance of. */
export function resizeTool(editor: Editor, factor: number): void {
  const { tool, fill } = editor.store.getState();
  if (tool === "fill") editor.setFill({ tolerance: resizedTolerance(fill.tolerance, factor) });
  else if (tool === "superpixels") resizeSuperpixels(editor, factor > 1 ? 1 : -1);
  else resizeBrush(editor, factor);
}

/** Small tolerances go by ones, larger ones by a tenth. */
export function resizedTolerance(tolerance: number, factor: number): number {
  const step = Math.max(1, Math.round(tolerance / 10));
  return Math.min(255, Math.max(0, tolerance + (factor > 1 ? step : -step)));
}
