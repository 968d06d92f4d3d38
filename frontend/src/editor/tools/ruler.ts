/** The ruler: measures from where the pointer was pressed to where it is let go. */

import type { ImagePoint } from "../../geometry/points";
import { last } from "./event";
import type { Tool } from "./event";

export type RulerState =
  | { readonly kind: "idle" }
  | { readonly kind: "measuring"; readonly from: ImagePoint; readonly to: ImagePoint };

export const rulerIdle: RulerState = { kind: "idle" };

export const ruler: Tool<RulerState> = (state, event) => {
  switch (event.kind) {
    case "down":
      // The last line goes as soon as the next begins.
      return [
        { kind: "measuring", from: event.at, to: event.at },
        [{ kind: "measure", ruler: null }],
      ];
    case "move":
      return [state.kind === "idle" ? state : { ...state, to: last(event.points) }, []];
    case "up": {
      if (state.kind === "idle") return [state, []];
      const isClick = state.from.x === event.at.x && state.from.y === event.at.y;
      const line = isClick ? null : { from: state.from, to: event.at };
      return [rulerIdle, [{ kind: "measure", ruler: line }]];
    }
    case "interrupt":
    case "cancel":
      return [rulerIdle, []];
    case "leave":
    case "double":
    case "enter":
    case "backspace":
      return [state, []];
  }
};
