/** Draws a mask over its part of the picture: small pictures for comparing two versions. */

import { runsFromWire } from "../../../editor";
import type { BboxXywh, SizeHw } from "../../../geometry/points";
import { bboxXywh } from "../../../masks/runs";
import type { Runs } from "../../../masks/types";
import type { RleWire } from "../../../save";

/** Room around the masks, as a share of their box. */
const MARGIN = 0.25;

/** The part of the image that shows all the masks with some room; the whole image for none. */
export function cropOf(boxes: readonly BboxXywh[], [h, w]: SizeHw): BboxXywh {
  const left = Math.min(...boxes.map(([x]) => x));
  const top = Math.min(...boxes.map(([, y]) => y));
  const right = Math.max(...boxes.map(([x, , width]) => x + width));
  const bottom = Math.max(...boxes.map(([, y, , height]) => y + height));
  if (boxes.length === 0) return [0, 0, w, h];
  const room = Math.ceil(Math.max(right - left, bottom - top) * MARGIN) + 2;
  const x0 = Math.max(0, left - room);
  const y0 = Math.max(0, top - room);
  return [x0, y0, Math.min(w, right + room) - x0, Math.min(h, bottom + room) - y0];
}

export function runsOf(masks: readonly RleWire[]): Runs[] {
  return masks.map((mask) => runsFromWire(mask, mask.size));
}

export function boxesOf(all: readonly Runs[]): BboxXywh[] {
  return all.map(bboxXywh);
}

/**
 * Paints picture and mask into a canvas of its own size.
 *
 * @param color '#rrggbb'.
 */
export function drawPreview(
  canvas: HTMLCanvasElement,
  picture: CanvasImageSource | null,
  runs: Runs | null,
  crop: BboxXywh,
  color: string,
): void {
  const context = canvas.getContext("2d");
  if (context === null) return;
  const [x, y, width, height] = crop;
  const scale = Math.min(canvas.width / width, canvas.height / height);
  context.resetTransform();
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.translate((canvas.width - width * scale) / 2, (canvas.height - height * scale) / 2);
  context.scale(scale, scale);
  if (picture) context.drawImage(picture, x, y, width, height, 0, 0, width, height);
  const mask = runs && maskCanvas(runs, crop, color);
  if (!mask) return;
  context.globalAlpha = 0.6;
  // Pixels stay pixels: a mask's edge is what is compared.
  context.imageSmoothingEnabled = false;
  context.drawImage(mask, 0, 0);
  context.globalAlpha = 1;
  context.imageSmoothingEnabled = true;
}

/** The mask's pixels inside a crop, one to one. */
function maskCanvas(
  runs: Runs,
  [x, y, width, height]: BboxXywh,
  color: string,
): HTMLCanvasElement | null {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d");
  if (context === null) return null;
  context.fillStyle = color;
  const imageWidth = runs.sizeHw[1];
  for (let i = 0; i < runs.bounds.length; i += 2) {
    const end = runs.bounds[i + 1]!;
    // A run may go on over the end of a row.
    for (let at = runs.bounds[i]!; at < end;) {
      const row = Math.floor(at / imageWidth);
      const until = Math.min(end, (row + 1) * imageWidth);
      context.fillRect((at % imageWidth) - x, row - y, until - at, 1);
      at = until;
    }
  }
  return canvas;
}
