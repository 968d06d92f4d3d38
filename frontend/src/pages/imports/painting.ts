/** Sample images' segments as pixels: who is on top, and in which colour. */
import type { ImportPreview } from "../../api/types";
import { runsFromCounts } from "../../masks/counts";
import type { Runs } from "../../masks/types";

/** One segment of a sample, in paint order. */
export interface Layer {
  classId: number;
  runs: Runs;
}

const INSIDE_ALPHA = 120;
const BORDER_ALPHA = 255;

export function layersOf(preview: ImportPreview): Layer[] {
  return preview.segments.map(({ class_id, mask }) => ({
    classId: class_id,
    runs: runsFromCounts(mask.counts, mask.size),
  }));
}

/**
 * The layer on top of each pixel.
 *
 * @param isShown layers that are left out do not cover what lies below them.
 * @returns (h * w) row-major, 0 for none, else 1 + the layer's index.
 */
export function topLayers(
  layers: readonly Layer[],
  size: readonly [number, number],
  isShown: (classId: number) => boolean,
): Int32Array {
  const owners = new Int32Array(size[0] * size[1]);
  layers.forEach(({ classId, runs }, index) => {
    if (!isShown(classId)) return;
    const { bounds } = runs;
    for (let i = 0; i < bounds.length; i += 2) owners.fill(index + 1, bounds[i], bounds[i + 1]);
  });
  return owners;
}

/**
 * Segments in their colours: see-through inside, opaque along their borders.
 *
 * @param colors "#rrggbb" by class id; null is left out.
 * @returns (h * w * 4) RGBA, not premultiplied.
 */
export function painted(
  layers: readonly Layer[],
  size: readonly [number, number],
  colors: ReadonlyMap<number, string | null>,
): Uint8ClampedArray<ArrayBuffer> {
  const [height, width] = size;
  const owners = topLayers(layers, size, (classId) => Boolean(colors.get(classId)));
  const rgb = layers.map(({ classId }) =>
    Number.parseInt((colors.get(classId) ?? "#0").slice(1), 16),
  );
  const pixels = new Uint8ClampedArray(height * width * 4);
  for (let at = 0; at < owners.length; at += 1) {
    const owner = owners[at]!;
    if (owner === 0) continue;
    const x = at % width;
    const isBorder =
      (x > 0 && owners[at - 1] !== owner) ||
      (x < width - 1 && owners[at + 1] !== owner) ||
      (at >= width && owners[at - width] !== owner) ||
      (at < owners.length - width && owners[at + width] !== owner);
    const color = rgb[owner - 1]!;
    pixels[at * 4] = color >> 16;
    pixels[at * 4 + 1] = (color >> 8) & 255;
    pixels[at * 4 + 2] = color & 255;
    pixels[at * 4 + 3] = isBorder ? BORDER_ALPHA : INSIDE_ALPHA;
  }
  return pixels;
}
