/** The marks of a region under way, as its tool's state has them. */

import { imagePoint, meetBoxes } from "../geometry/points";
import type { BoxXyxy, ImagePoint, SizeHw } from "../geometry/points";
import type { Region } from "../masks/region";
import type { Ring } from "../masks/types";
import type { Core } from "./core";
import type { Gestures } from "./gestures";
import { ringOf } from "./tools/lasso";
import { boxOfDrag } from "./tools/shape";
import type { ShapeDrag } from "./tools/shape";

export interface RegionMark {
  readonly region: Region;
  /** What the region grows from, where it does. */
  readonly centre: ImagePoint | null;
  /** Its size in pixels. */
  readonly label: string;
  readonly at: ImagePoint;
  /** Whether it will be cut out. */
  readonly cuts: boolean;
}

export function regionMark(core: Core, { toolStates, cursorAt }: Gestures): RegionMark | null {
  const { sizeHw, region } = core.state;
  const cuts = region.mode === "remove";
  for (const kind of ["rectangle", "ellipse"] as const) {
    const state = toolStates[kind];
    if (state.kind === "dragging") return { ...shapeMark(kind, state, sizeHw), cuts };
  }
  const { lasso } = toolStates;
  if (lasso.kind !== "drawing") return null;
  const ring = ringOf(lasso);
  const [x, y] = ring[ring.length - 1]!;
  const label = sizeOf(meetBoxes(boxAround(ring), [0, 0, sizeHw[1], sizeHw[0]]));
  return {
    region: { kind: "lasso", ring },
    centre: null,
    label,
    at: cursorAt ?? imagePoint(x, y),
    cuts,
  };
}

function shapeMark(
  kind: "rectangle" | "ellipse",
  drag: ShapeDrag,
  [h, w]: SizeHw,
): Omit<RegionMark, "cuts"> {
  const boxXyxy = boxOfDrag(drag);
  const [x0, y0, x1, y1] = boxXyxy;
  const seen = kind === "rectangle" ? meetBoxes(boxXyxy, [0, 0, w, h]) : boxXyxy;
  return {
    region: { kind, boxXyxy },
    centre: drag.isFromCentre ? imagePoint((x0 + x1) / 2, (y0 + y1) / 2) : null,
    label: sizeOf(seen) + (drag.isSquare ? " (1:1)" : ""),
    at: drag.to,
  };
}

function sizeOf([x0, y0, x1, y1]: BoxXyxy): string {
  return `${Math.max(x1 - x0, 0)} × ${Math.max(y1 - y0, 0)} px`;
}

function boxAround(ring: Ring): BoxXyxy {
  let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of ring) {
    x0 = Math.min(x0, x);
    y0 = Math.min(y0, y);
    x1 = Math.max(x1, x);
    y1 = Math.max(y1, y);
  }
  return [Math.round(x0), Math.round(y0), Math.round(x1), Math.round(y1)];
}
