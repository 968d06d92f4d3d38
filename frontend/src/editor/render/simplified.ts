/** Outlines with fewer vertices before it is done: the lines, the vertices, the pixels that would change. */

import type { View } from "../../geometry/view";
import { rowSpans } from "../../masks/runs";
import type { Ring, Runs } from "../../masks/types";
import type { Simplifying } from "../types";
import { DARK, LIGHT, drawLine } from "./strokes";

/** Seen on masks of any colour. */
const CHANGED = "rgba(255, 0, 160, 0.75)";
/** More vertices than this are not drawn one by one: the lines show them well enough. */
const MANY_VERTICES = 5_000;

export function drawSimplified(
  context: CanvasRenderingContext2D,
  { shapes, numAfter, changed }: Simplifying,
  view: View,
  pixelRatio: number,
): void {
  drawPixels(context, changed, view);
  const path = new Path2D();
  for (const { parts } of shapes.values()) {
    for (const { outer, holes } of parts) {
      for (const ring of [outer, ...holes]) addRing(path, ring, view);
    }
  }
  drawLine(context, path, pixelRatio);
  if (numAfter > MANY_VERTICES) return;
  context.fillStyle = LIGHT;
  context.strokeStyle = DARK;
  context.lineWidth = pixelRatio;
  const half = 2.5 * pixelRatio;
  for (const { parts } of shapes.values()) {
    for (const { outer, holes } of parts) {
      for (const [x, y] of [outer, ...holes].flat()) {
        const [left, top] = [x * view.scale + view.x - half, y * view.scale + view.y - half];
        context.fillRect(left, top, 2 * half, 2 * half);
        context.strokeRect(left, top, 2 * half, 2 * half);
      }
    }
  }
}

function addRing(path: Path2D, ring: Ring, view: View): void {
  ring.forEach(([x, y], i) => {
    const [sx, sy] = [x * view.scale + view.x, y * view.scale + view.y];
    if (i === 0) path.moveTo(sx, sy);
    else path.lineTo(sx, sy);
  });
  path.closePath();
}

/** Only what lies in the canvas is drawn. */
function drawPixels(context: CanvasRenderingContext2D, runs: Runs, view: View): void {
  const { width, height } = context.canvas;
  const [h, w] = runs.sizeHw;
  const top = Math.max(Math.floor(-view.y / view.scale), 0);
  const bottom = Math.min(Math.ceil((height - view.y) / view.scale), h);
  const left = Math.max(Math.floor(-view.x / view.scale), 0);
  const right = Math.min(Math.ceil((width - view.x) / view.scale), w);
  if (left >= right) return;
  context.fillStyle = CHANGED;
  for (let row = top; row < bottom; row += 1) {
    const spans: number[] = [];
    rowSpans(runs, row, left, right, spans);
    for (let i = 0; i < spans.length; i += 2) {
      const [from, to] = [spans[i]!, spans[i + 1]!];
      const x = from * view.scale + view.x;
      // In far views a pixel is still seen.
      const size = Math.max(view.scale, 1);
      context.fillRect(x, row * view.scale + view.y, Math.max((to - from) * view.scale, 1), size);
    }
  }
}
