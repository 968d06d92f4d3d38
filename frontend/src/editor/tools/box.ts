/** The assistant's box: dragging draws it, a click adds a point (with Alt: one that does not belong). */

import type { BoxXyxy, ImagePoint, ScreenPoint } from "../../geometry/points";
import { DRAG_PX, last } from "./event";
import type { Tool } from "./event";

export type BoxState =
  | { readonly kind: "idle" }
  | {
      readonly kind: "pointing";
      readonly from: ImagePoint;
      readonly screen: ScreenPoint;
      readonly label: 0 | 1;
    }
  | { readonly kind: "dragging"; readonly from: ImagePoint; readonly to: ImagePoint };

export const boxIdle: BoxState = { kind: "idle" };

export const box: Tool<BoxState> = (state, event) => {
  switch (event.kind) {
    case "down":
      return [
        { kind: "pointing", from: event.at, screen: event.screen, label: event.alt ? 0 : 1 },
        [],
      ];
    case "move": {
      const to = last(event.points);
      if (state.kind === "idle") return [state, []];
      if (state.kind === "dragging") return [{ ...state, to }, []];
      const distance = Math.hypot(event.screen.x - state.screen.x, event.screen.y - state.screen.y);
      return distance < DRAG_PX ? [state, []] : [{ kind: "dragging", from: state.from, to }, []];
    }
    case "up":
      if (state.kind === "pointing") {
        return [boxIdle, [{ kind: "point", at: state.from, label: state.label }]];
      }
      if (state.kind === "idle") return [state, []];
      return [boxIdle, [{ kind: "box", boxXyxy: boxBetween(state.from, state.to) }]];
    case "interrupt":
    case "cancel":
      return [boxIdle, []];
    case "leave":
    case "double":
    case "enter":
    case "backspace":
      return [state, []];
  }
};

export function boxBetween(a: ImagePoint, b: ImagePoint): BoxXyxy {
  return [Math.min(a.x, b.x), Math.min(a.y, b.y), Math.max(a.x, b.x), Math.max(a.y, b.y)];
}
