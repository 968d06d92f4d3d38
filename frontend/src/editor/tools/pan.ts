/** Panning: the picture follows the pointer. */

import type { ScreenPoint } from "../../geometry/points";
import type { Tool } from "./event";

export type PanState =
  { readonly kind: "idle" } | { readonly kind: "panning"; readonly screen: ScreenPoint };

export const panIdle: PanState = { kind: "idle" };

export const pan: Tool<PanState> = (state, event) => {
  switch (event.kind) {
    case "down":
      return [{ kind: "panning", screen: event.screen }, []];
    case "move": {
      if (state.kind === "idle") return [state, []];
      const dx = event.screen.x - state.screen.x;
      const dy = event.screen.y - state.screen.y;
      return [{ kind: "panning", screen: event.screen }, [{ kind: "pan", dx, dy }]];
    }
    case "up":
    case "interrupt":
    case "cancel":
      return [panIdle, []];
    case "leave":
    case "double":
    case "enter":
    case "backspace":
      return [state, []];
  }
};
