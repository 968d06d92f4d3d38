/** Draws boxes without pixels: dashed in their class's colour, with its name; handles on the selected one. */

import type { View } from "../../geometry/view";
import type { WeakBoxMark } from "../weak/marks";

const DARK = "rgba(0, 0, 0, 0.75)";
const LIGHT = "#ffffff";
const FONT_PX = 11;
const HANDLE_PX = 4;
/** Narrower boxes show no name: it would cover more than them. */
const NAMED_FROM_PX = 24;

export function drawWeakBoxes(
  context: CanvasRenderingContext2D,
  boxes: readonly WeakBoxMark[],
  view: View,
  pixelRatio: number,
): void {
  const { width, height } = context.canvas;
  for (const box of boxes) {
    const [x0, y0] = [box.boxXyxy[0] * view.scale + view.x, box.boxXyxy[1] * view.scale + view.y];
    const [x1, y1] = [box.boxXyxy[2] * view.scale + view.x, box.boxXyxy[3] * view.scale + view.y];
    if (x1 < 0 || y1 < 0 || x0 > width || y0 > height) continue;
    frame(context, [x0, y0, x1 - x0, y1 - y0], box, pixelRatio);
    if (x1 - x0 >= NAMED_FROM_PX * pixelRatio) {
      name(context, box, x0, y0, x1 - x0, pixelRatio);
    }
    if (box.isSelected) handles(context, [x0, y0, x1, y1], pixelRatio);
  }
}

type Four = readonly [number, number, number, number];

function frame(
  context: CanvasRenderingContext2D,
  rectangle: Four,
  { color, isSelected }: WeakBoxMark,
  pixelRatio: number,
): void {
  context.strokeStyle = DARK;
  context.lineWidth = (isSelected ? 4 : 3) * pixelRatio;
  context.strokeRect(...rectangle);
  context.setLineDash([6 * pixelRatio, 4 * pixelRatio]);
  // On the dark line only: white where it is selected, else the class's colour, too dark for some eyes alone.
  context.strokeStyle = isSelected ? LIGHT : color;
  context.lineWidth = (isSelected ? 2 : 1.75) * pixelRatio;
  context.strokeRect(...rectangle);
  context.setLineDash([]);
}

function name(
  context: CanvasRenderingContext2D,
  box: WeakBoxMark,
  x: number,
  y: number,
  width: number,
  pixelRatio: number,
): void {
  if (box.name === "") return;
  const [pad, height] = [4 * pixelRatio, (FONT_PX + 5) * pixelRatio];
  context.font = `${FONT_PX * pixelRatio}px system-ui, sans-serif`;
  context.textBaseline = "middle";
  const wide = Math.min(context.measureText(box.name).width + 2 * pad, Math.max(width, 1));
  const top = y - height < 0 ? y : y - height;
  context.fillStyle = DARK;
  context.fillRect(x, top, wide, height);
  context.fillStyle = box.color;
  context.fillRect(x, top, 2 * pixelRatio, height);
  context.fillStyle = LIGHT;
  context.fillText(box.name, x + pad, top + height / 2, Math.max(wide - 2 * pad, 1));
}

function handles(context: CanvasRenderingContext2D, corners: Four, pixelRatio: number): void {
  const [x0, y0, x1, y1] = corners;
  const half = HANDLE_PX * pixelRatio;
  const [xMiddle, yMiddle] = [(x0 + x1) / 2, (y0 + y1) / 2];
  context.fillStyle = LIGHT;
  context.strokeStyle = DARK;
  context.lineWidth = pixelRatio;
  for (const x of [x0, xMiddle, x1]) {
    for (const y of [y0, yMiddle, y1]) {
      if (x === xMiddle && y === yMiddle) continue;
      context.fillRect(x - half, y - half, 2 * half, 2 * half);
      context.strokeRect(x - half, y - half, 2 * half, 2 * half);
    }
  }
}
