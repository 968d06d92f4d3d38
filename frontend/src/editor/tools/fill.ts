/** Flood fill: a press seeds it, dragging sideways widens the tolerance, a click on the preview takes it. */

import type { ScreenPoint } from "../../geometry/points";
import { DRAG_PX } from "./event";
import type { Tool } from "./event";

export type FillState =
  | { readonly kind: "idle" }
  | { readonly kind: "pressing"; readonly screen: ScreenPoint; readonly isDragging: boolean };

export const fillIdle: FillState = { kind: "idle" };

export const fill: Tool<FillState> = (state, event) => {
  switch (event.kind) {
    case "down":
      return [
        { kind: "pressing", screen: event.screen, isDragging: false },
        [{ kind: "seed", at: event.at }],
      ];
    case "move": {
      if (state.kind === "idle") return [state, []];
      const byScreenPx = event.screen.x - state.screen.x;
      if (!state.isDragging && Math.abs(byScreenPx) < DRAG_PX) return [state, []];
      return [{ ...state, isDragging: true }, [{ kind: "widen", byScreenPx }]];
    }
    case "up":
      if (state.kind === "idle" || state.isDragging) return [fillIdle, []];
      return [fillIdle, [{ kind: "settle" }]];
    case "interrupt":
    case "cancel":
      return state.kind === "idle" ? [state, []] : [fillIdle, [{ kind: "unseed" }]];
    case "leave":
    case "double":
    case "enter":
    case "backspace":
      return [state, []];
  }
};
