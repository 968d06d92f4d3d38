/** Scribbles for an assistant: each stroke says that it belongs, with Alt that it does not. */

import type { ImagePoint } from "../../geometry/points";
import type { Scribble } from "../types";
import type { Tool } from "./event";

export type ScribbleState =
  { readonly kind: "idle" } | { readonly kind: "scribbling"; readonly scribble: Scribble };

export const scribbleIdle: ScribbleState = { kind: "idle" };

export const scribble: Tool<ScribbleState> = (state, event) => {
  switch (event.kind) {
    case "down":
      return [
        { kind: "scribbling", scribble: { points: [event.at], isForeground: !event.alt } },
        [],
      ];
    case "move":
      if (state.kind === "idle") return [state, []];
      return [{ ...state, scribble: followed(state.scribble, event.points) }, []];
    case "up":
      if (state.kind === "idle") return [state, []];
      return [scribbleIdle, [{ kind: "scribble", scribble: state.scribble }]];
    case "interrupt":
    case "cancel":
      return [scribbleIdle, []];
    case "leave":
    case "double":
    case "enter":
    case "backspace":
      return [state, []];
  }
};

/** Nearer positions than this say nothing new, and a long stroke must stay short on the wire. */
const STEP_PX = 1;

/** The scribble with the pointer's further way. */
export function followed(scribble: Scribble, way: readonly ImagePoint[]): Scribble {
  const points = [...scribble.points];
  for (const point of way) {
    const end = points[points.length - 1]!;
    if (Math.hypot(point.x - end.x, point.y - end.y) >= STEP_PX) points.push(point);
  }
  return { ...scribble, points };
}
