/**
 * Boxes without pixels: dragging draws one, dragging an edge or corner resizes it, with Alt the whole box
 * moves, a click selects.
 */

import type { ImagePoint, ScreenPoint } from "../../geometry/points";
import { type Grip, adjusted } from "../weak/grips";
import { boxBetween } from "./box";
import { DRAG_PX, last } from "./event";
import type { Effect, Tool } from "./event";

export type WeakBoxState =
  | { readonly kind: "idle" }
  | {
      readonly kind: "pointing";
      readonly from: ImagePoint;
      readonly screen: ScreenPoint;
      readonly grip: Grip | null;
      readonly moves: boolean;
    }
  | { readonly kind: "drawing"; readonly from: ImagePoint; readonly to: ImagePoint }
  | {
      readonly kind: "placing";
      readonly grip: Grip;
      readonly moves: boolean;
      readonly from: ImagePoint;
      readonly to: ImagePoint;
    };

export const weakBoxIdle: WeakBoxState = { kind: "idle" };

export const weakBox: Tool<WeakBoxState> = (state, event) => {
  switch (event.kind) {
    case "down": {
      const { at, screen, alt, grip = null } = event;
      return [{ kind: "pointing", from: at, screen, grip, moves: alt }, []];
    }
    case "move":
      return [moved(state, last(event.points), event.screen), []];
    case "up":
      return [weakBoxIdle, ended(state)];
    case "interrupt":
    case "cancel":
      return [weakBoxIdle, []];
    case "leave":
    case "double":
    case "enter":
    case "backspace":
      return [state, []];
  }
};

function moved(state: WeakBoxState, to: ImagePoint, screen: ScreenPoint): WeakBoxState {
  if (state.kind === "idle") return state;
  if (state.kind !== "pointing") return { ...state, to };
  const distance = Math.hypot(screen.x - state.screen.x, screen.y - state.screen.y);
  if (distance < DRAG_PX) return state;
  const { from, grip, moves } = state;
  return grip === null ? { kind: "drawing", from, to } : { kind: "placing", grip, moves, from, to };
}

function ended(state: WeakBoxState): Effect[] {
  switch (state.kind) {
    case "idle":
      return [];
    case "pointing":
      return [{ kind: "weakPick", uid: state.grip?.uid ?? null, at: state.from }];
    case "drawing":
      return [{ kind: "weakDraw", boxXyxy: boxBetween(state.from, state.to) }];
    case "placing": {
      const { grip, from, to, moves } = state;
      return [{ kind: "weakPlace", uid: grip.uid, boxXyxy: adjusted(grip, from, to, moves) }];
    }
  }
}
