/** A region under way: its outline, the centre it grows from, and its size in pixels. */

import type { View } from "../../geometry/view";
import type { Region } from "../../masks/region";
import type { RegionMark } from "../marking";
import { drawLabel, drawLine } from "./strokes";

export function drawRegionMark(
  context: CanvasRenderingContext2D,
  mark: RegionMark,
  view: View,
  pixelRatio: number,
): void {
  const { region, centre, label, at, cuts } = mark;
  drawLine(context, pathOf(region, view), pixelRatio, cuts);
  if (centre !== null)
    drawCross(context, centre.x * view.scale + view.x, centre.y * view.scale + view.y, pixelRatio);
  drawLabel(context, label, at.x * view.scale + view.x, at.y * view.scale + view.y, pixelRatio);
}

function pathOf(region: Region, view: View): Path2D {
  const path = new Path2D();
  if (region.kind === "lasso") {
    region.ring.forEach(([x, y], i) => {
      const [px, py] = [x * view.scale + view.x, y * view.scale + view.y];
      if (i === 0) path.moveTo(px, py);
      else path.lineTo(px, py);
    });
    path.closePath();
    return path;
  }
  const [x0, y0, x1, y1] = region.boxXyxy;
  const [left, top] = [x0 * view.scale + view.x, y0 * view.scale + view.y];
  const [w, h] = [(x1 - x0) * view.scale, (y1 - y0) * view.scale];
  if (region.kind === "rectangle") path.rect(left, top, w, h);
  else path.ellipse(left + w / 2, top + h / 2, w / 2, h / 2, 0, 0, 2 * Math.PI);
  return path;
}

function drawCross(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  pixelRatio: number,
): void {
  const arm = 6 * pixelRatio;
  const path = new Path2D();
  path.moveTo(x - arm, y);
  path.lineTo(x + arm, y);
  path.moveTo(x, y - arm);
  path.lineTo(x, y + arm);
  drawLine(context, path, pixelRatio);
}
