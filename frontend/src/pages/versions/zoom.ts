/** How far into an image its three pictures look, all alike. */

export type BoxXywh = readonly [x: number, y: number, w: number, h: number];

export interface Zoom {
  scale: number;
  /** Of the whole picture's width and height, 0 to 1, before scaling. */
  left: number;
  top: number;
}

export const whole: Zoom = { scale: 1, left: 0, top: 0 };

const margin = 1.5;
const maxScale = 24;

/**
 * Looks at a box with some room round it, and never past the picture's edges.
 *
 * @param box in image pixels.
 * @param width of the image; `height` likewise.
 */
export function zoomTo(box: BoxXywh, width: number, height: number): Zoom {
  const [x, y, w, h] = box;
  const fits = 1 / Math.max((w * margin) / width, (h * margin) / height, 1e-6);
  const scale = Math.min(maxScale, Math.max(1, fits));
  const seen = 1 / scale;
  const start = (center: number) => Math.min(1 - seen, Math.max(0, center - seen / 2));
  return { scale, left: start((x + w / 2) / width), top: start((y + h / 2) / height) };
}

/** As a CSS transform of the picture, from its upper left corner. */
export function transformOf({ scale, left, top }: Zoom): string {
  return `scale(${scale}) translate(${-left * 100}%, ${-top * 100}%)`;
}

/** The box that holds both; either may be absent. */
export function boxAround(a: BoxXywh | null, b: BoxXywh | null): BoxXywh | null {
  if (!a || !b) return a ?? b;
  const x = Math.min(a[0], b[0]);
  const y = Math.min(a[1], b[1]);
  const right = Math.max(a[0] + a[2], b[0] + b[2]);
  const bottom = Math.max(a[1] + a[3], b[1] + b[3]);
  return [x, y, right - x, bottom - y];
}
