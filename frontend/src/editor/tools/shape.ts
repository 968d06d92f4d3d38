/**
 * Rectangle and ellipse: dragging spans a box of whole pixels. Shift makes it a square, Alt grows it from
 * its centre; both may be pressed and let go at any time before the release.
 */

import type { BoxXyxy, ImagePoint, ScreenPoint } from "../../geometry/points";
import { DRAG_PX, last } from "./event";
import type { Tool } from "./event";

export type ShapeState =
  | { readonly kind: "idle" }
  | { readonly kind: "pointing"; readonly from: ImagePoint; readonly screen: ScreenPoint }
  | ShapeDrag;

export interface ShapeDrag {
  readonly kind: "dragging";
  readonly from: ImagePoint;
  readonly to: ImagePoint;
  readonly isSquare: boolean;
  readonly isFromCentre: boolean;
}

export const shapeIdle: ShapeState = { kind: "idle" };

export function shapeTool(shape: "rectangle" | "ellipse"): Tool<ShapeState> {
  return (state, event) => {
    switch (event.kind) {
      case "down":
        return [{ kind: "pointing", from: event.at, screen: event.screen }, []];
      case "move": {
        if (state.kind === "idle") return [state, []];
        const [dx, dy] =
          state.kind === "pointing"
            ? [event.screen.x - state.screen.x, event.screen.y - state.screen.y]
            : [DRAG_PX, 0];
        if (Math.hypot(dx, dy) < DRAG_PX) return [state, []];
        const { shift: isSquare = false, alt: isFromCentre = false } = event;
        const to = last(event.points);
        return [{ kind: "dragging", from: state.from, to, isSquare, isFromCentre }, []];
      }
      case "up": {
        if (state.kind !== "dragging") return [shapeIdle, []];
        const region = { kind: shape, boxXyxy: boxOfDrag(state) };
        return [shapeIdle, [{ kind: "region", region, at: state.from }]];
      }
      case "interrupt":
      case "cancel":
        return [shapeIdle, []];
      case "leave":
      case "double":
      case "enter":
      case "backspace":
        return [state, []];
    }
  };
}

/** The box of whole pixels that a drag spans; may reach over the image's border, may be empty. */
export function boxOfDrag({ from, to, isSquare, isFromCentre }: ShapeDrag): BoxXyxy {
  const reach = (a: number, b: number): number =>
    isFromCentre ? Math.round(2 * Math.abs(b - a)) : Math.abs(Math.round(b) - Math.round(a));
  const sizes = [reach(from.x, to.x), reach(from.y, to.y)] as const;
  const side = Math.max(...sizes);
  const [w, h] = isSquare ? [side, side] : sizes;
  const start = (a: number, b: number, size: number): number => {
    if (isFromCentre) return Math.round(a - size / 2);
    return b < a ? Math.round(a) - size : Math.round(a);
  };
  const [x0, y0] = [start(from.x, to.x, w), start(from.y, to.y, h)];
  return [x0, y0, x0 + w, y0 + h];
}
