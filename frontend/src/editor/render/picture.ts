/** The picture below the segments: drawn from the smallest of its halvings that is fine enough. */

import type { SizeHw } from "../../geometry/points";
import type { View } from "../../geometry/view";
import { halvingsOf } from "../../pixels/halving";

/** Anything that draws itself under the segments; views are in device pixels. */
export interface Drawable {
  draw(context: CanvasRenderingContext2D, view: View): void;
}

export class Picture {
  /** The picture itself, then halves of it: a zoomed-out view must not read 67 million pixels. */
  private readonly levels: { readonly source: CanvasImageSource; readonly scale: number }[];

  /** @param halvings of the source, largest first; where there are none they are made here. */
  constructor(
    source: CanvasImageSource,
    private readonly sizeHw: SizeHw,
    halvings: readonly ImageBitmap[] = [],
  ) {
    this.levels = [{ source, scale: 1 }];
    for (const half of halvings) this.levels.push({ source: half, scale: half.width / sizeHw[1] });
    if (halvings.length > 0) return;
    let from = source;
    for (const { sizeHw: half, scale } of halvingsOf(sizeHw)) {
      const smaller = halved(from, half[1], half[0]);
      if (smaller === null) break;
      this.levels.push({ source: smaller, scale });
      from = smaller;
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
