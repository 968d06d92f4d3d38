/** The picture below the segments: drawn from the smallest of its halvings that is fine enough. */

import type { SizeHw } from "../../geometry/points";
import type { View } from "../../geometry/view";

/** Smaller halvings would save nothing. */
const SMALLEST_SIDE_PX = 1024;

export class Picture {
  /** The picture itself, then halves of it: a zoomed-out view must not read 67 million pixels. */
  private readonly levels: { readonly source: CanvasImageSource; readonly scale: number }[];

  constructor(
    source: CanvasImageSource,
    private readonly sizeHw: SizeHw,
  ) {
    this.levels = [{ source, scale: 1 }];
    const [h, w] = sizeHw;
    let scale = 0.5;
    let from = source;
    while (Math.min(h, w) * scale >= SMALLEST_SIDE_PX) {
      const half = halved(from, Math.ceil(w * scale), Math.ceil(h * scale));
      if (half === null) break;
      this.levels.push({ source: half, scale });
      from = half;
      scale /= 2;
    }
  }

  draw(context: CanvasRenderingContext2D, view: View): void {
    const [h, w] = this.sizeHw;
    const level = this.levels.findLast(({ scale }) => scale >= view.scale) ?? this.levels[0]!;
    // Enlarged pixels have hard edges: they are what is labelled.
    context.imageSmoothingEnabled = view.scale < 1;
    context.setTransform(view.scale, 0, 0, view.scale, view.x, view.y);
    context.drawImage(level.source, 0, 0, w, h);
    context.setTransform(1, 0, 0, 1, 0, 0);
  }
}

function halved(
  source: CanvasImageSource,
  width: number,
  height: number,
): HTMLCanvasElement | null {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d");
  // Without memory for a halving the picture itself is drawn.
  if (context === null) return null;
  context.drawImage(source, 0, 0, width, height);
  return canvas;
}
