/** Superpixels: hovering shows a region, a stroke claims every region that it meets, with Alt gives it up. */

import type { ImagePoint } from "../../geometry/points";
import { last } from "./event";
import type { Effect, Tool } from "./event";

export type SuperpixelsState =
  { readonly kind: "idle" } | { readonly kind: "claiming"; readonly at: ImagePoint };

export const superpixelsIdle: SuperpixelsState = { kind: "idle" };

export const superpixels: Tool<SuperpixelsState> = (state, event) => {
  switch (event.kind) {
    case "down":
      if (state.kind === "claiming") return [state, []];
      return [
        { kind: "claiming", at: event.at },
        [
          { kind: "beginClaim", at: event.at, givesUp: event.alt },
          { kind: "claim", from: event.at, to: event.at },
        ],
      ];
    case "move": {
      const highlight: Effect = { kind: "highlight", at: last(event.points) };
      if (state.kind === "idle") return [state, [highlight]];
      const claims = event.points.map((to, i): Effect => ({
        kind: "claim",
        from: i === 0 ? state.at : event.points[i - 1]!,
        to,
      }));
      return [{ kind: "claiming", at: last(event.points) }, [...claims, highlight]];
    }
    case "up":
      return [superpixelsIdle, state.kind === "idle" ? [] : [{ kind: "commit" }]];
    case "interrupt":
      return [superpixelsIdle, state.kind === "idle" ? [] : [{ kind: "revert" }]];
    case "cancel": {
      const none: Effect = { kind: "highlight", at: null };
      return [superpixelsIdle, state.kind === "idle" ? [none] : [{ kind: "revert" }, none]];
    }
    case "leave":
      return [state, [{ kind: "highlight", at: null }]];
    case "double":
    case "enter":
    case "backspace":
      return [state, []];
  }
};
