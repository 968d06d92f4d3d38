/** What leads the polygon tool: where vertices go, and how the line runs between two of them. */

import type { ImagePoint } from "../../geometry/points";
import type { Vertex } from "../../masks/types";

/** Where a vertex goes, and the borders that it then lies on. */
export interface Anchor {
  readonly at: Vertex;
  /** Segments whose border the vertex lies on, and FRAME. */
  readonly on: readonly string[];
}

/** The image's border, among the uids of an anchor. */
export const FRAME = "frame";

/** The segments whose border both anchors lie on. The image's own border is snapped to, never followed. */
export function commonBorders(a: Anchor, b: Anchor): readonly string[] {
  return a.on.filter((uid) => uid !== FRAME && b.on.includes(uid));
}

/** What the polygon tool asks about the place under the pointer. */
export interface Guide {
  anchor(at: ImagePoint, reachPx: number): Anchor;
  /** The vertices strictly between two anchors: those of a segment's border that both lie on, else none. */
  between(from: Anchor, to: Anchor, takesLonger: boolean): readonly Vertex[];
  /** Set while a stretch of an outline is drawn anew: whether the line may start and end here. */
  ends?(anchor: Anchor): boolean;
  /** How near to the first vertex a freehand line closes, in image pixels. */
  readonly reachPx?: number;
  /** How far freehand vertices may go past what was drawn, in image pixels. */
  readonly freehandPx?: number;
}

/** Without a magnet a vertex stays where it is put. */
export const freeGuide: Guide = {
  anchor: ({ x, y }) => ({ at: [x, y], on: [] }),
  between: () => [],
};
