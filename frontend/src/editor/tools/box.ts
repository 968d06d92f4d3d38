/**
 * The assistant's box: dragging draws it; hints refine what came of it. A click or a stroke with Shift
 * says that something belongs, a click or a stroke with Alt that it does not.
 */

import type { BoxXyxy, ImagePoint, ScreenPoint } from "../../geometry/points";
import type { Scribble } from "../types";
import { DRAG_PX, last } from "./event";
import type { Tool } from "./event";
import { followed } from "./scribble";

export type BoxState =
  | { readonly kind: "idle" }
  | {
      readonly kind: "pointing";
      readonly from: ImagePoint;
      readonly screen: ScreenPoint;
      readonly label: 0 | 1;
      /** Dragging scribbles instead of drawing a box. */
      readonly scribbles: boolean;
    }
  | { readonly kind: "scribbling"; readonly scribble: Scribble }
  | { readonly kind: "dragging"; readonly from: ImagePoint; readonly to: ImagePoint };

export const boxIdle: BoxState = { kind: "idle" };

export const box: Tool<BoxState> = (state, event) => {
  switch (event.kind) {
    case "down":
      return [
        {
          kind: "pointing",
          from: event.at,
          screen: event.screen,
          label: event.alt ? 0 : 1,
          scribbles: event.alt || event.shift,
        },
        [],
      ];
    case "move": {
      const to = last(event.points);
      if (state.kind === "idle") return [state, []];
      if (state.kind === "dragging") return [{ ...state, to }, []];
      if (state.kind === "scribbling") {
        return [{ ...state, scribble: followed(state.scribble, event.points) }, []];
      }
      const distance = Math.hypot(event.screen.x - state.screen.x, event.screen.y - state.screen.y);
      if (distance < DRAG_PX) return [state, []];
      if (!state.scribbles) return [{ kind: "dragging", from: state.from, to }, []];
      const begun = { points: [state.from], isForeground: state.label === 1 };
      return [{ kind: "scribbling", scribble: followed(begun, event.points) }, []];
    }
    case "up":
      if (state.kind === "pointing") {
        return [boxIdle, [{ kind: "point", at: state.from, label: state.label }]];
      }
      if (state.kind === "idle") return [state, []];
      if (state.kind === "scribbling") {
        return [boxIdle, [{ kind: "scribble", scribble: state.scribble }]];
      }
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
