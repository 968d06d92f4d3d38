/** Brush and eraser: a stroke follows the pointer; Shift draws a straight line from the last one's end. */

import type { ImagePoint } from "../../geometry/points";
import { last } from "./event";
import type { Effect, Tool } from "./event";

export type StrokeState =
  | { readonly kind: "idle"; readonly lastEnd: ImagePoint | null }
  | {
      readonly kind: "painting";
      readonly at: ImagePoint;
      /** Where the stroke before this one ended, in case this one is given up. */
      readonly lastEnd: ImagePoint | null;
    };

export const strokeIdle: StrokeState = { kind: "idle", lastEnd: null };

export const stroke: Tool<StrokeState> = (state, event) => {
  switch (event.kind) {
    case "down": {
      if (state.kind === "painting") return [state, []];
      const from = event.shift && state.lastEnd !== null ? state.lastEnd : event.at;
      return [
        { kind: "painting", at: event.at, lastEnd: state.lastEnd },
        [
          { kind: "begin", at: event.at },
          { kind: "stroke", from, to: event.at, ...pressed(event.pressure) },
        ],
      ];
    }
    case "move": {
      if (state.kind === "idle") return [state, []];
      const effects: Effect[] = event.points.map((to, i) => ({
        kind: "stroke",
        from: i === 0 ? state.at : event.points[i - 1]!,
        to,
        ...pressed(event.pressures?.[i]),
      }));
      return [{ ...state, at: last(event.points) }, effects];
    }
    case "up":
      if (state.kind === "idle") return [state, []];
      return [{ kind: "idle", lastEnd: state.at }, [{ kind: "commit" }]];
    case "interrupt":
    case "cancel":
      if (state.kind === "idle") return [state, []];
      return [{ kind: "idle", lastEnd: state.lastEnd }, [{ kind: "revert" }]];
    case "leave":
    case "double":
    case "enter":
    case "backspace":
      return [state, []];
  }
};

function pressed(pressure: number | undefined): { pressure?: number } {
  return pressure === undefined ? {} : { pressure };
}
