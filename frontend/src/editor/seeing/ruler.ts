/** What a ruler says: lengths in image pixels, the angle as people read it. */

import type { Ruler } from "./types";

export interface Measure {
  readonly lengthPx: number;
  readonly dx: number;
  /** Downwards, as image rows count. */
  readonly dy: number;
  /** Counter-clockwise from the horizontal, in (-180, 180]; 0 for a ruler without length. */
  readonly angleDeg: number;
}

export function measureOf({ from, to }: Ruler): Measure {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const angleDeg = (Math.atan2(-dy, dx) * 180) / Math.PI;
  // atan2 tells -0 from 0; people do not.
  return { lengthPx: Math.hypot(dx, dy), dx, dy, angleDeg: angleDeg === -180 ? 180 : angleDeg + 0 };
}

/** In signs that need no translation: '12.5 px  Δx 10.0  Δy −7.5  36.9°'. */
export function measureText(ruler: Ruler): string {
  const { lengthPx, dx, dy, angleDeg } = measureOf(ruler);
  const text = (value: number): string => value.toFixed(1).replace("-", "−").replace("−0.0", "0.0");
  return `${text(lengthPx)} px  Δx ${text(dx)}  Δy ${text(dy)}  ${text(angleDeg)}°`;
}
