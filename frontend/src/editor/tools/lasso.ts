/** The lasso: a freehand line, closed on release. While Alt is held the line is straight. */

import type { ImagePoint } from "../../geometry/points";
import type { Vertex } from "../../masks/types";
import { last } from "./event";
import type { Tool } from "./event";

export type LassoState =
  | { readonly kind: "idle" }
  | {
      readonly kind: "drawing";
      readonly ring: readonly Vertex[];
      /** The far end of the straight stretch under way. */
      readonly straightTo: ImagePoint | null;
    };

export const lassoIdle: LassoState = { kind: "idle" };

export const lasso: Tool<LassoState> = (state, event) => {
  switch (event.kind) {
    case "down":
      return [{ kind: "drawing", ring: [vertexOf(event.at)], straightTo: null }, []];
    case "move":
      if (state.kind === "idle") return [state, []];
      if (event.alt === true) return [{ ...state, straightTo: last(event.points) }, []];
      return [
        {
          kind: "drawing",
          ring: withoutStanding([...ringOf(state), ...event.points.map(vertexOf)]),
          straightTo: null,
        },
        [],
      ];
    case "up": {
      if (state.kind === "idle") return [state, []];
      const ring = ringOf(state);
      // A click draws nothing.
      if (ring.length < 3) return [lassoIdle, []];
      const [x, y] = ring[0]!;
      const at = { x, y } as ImagePoint;
      return [lassoIdle, [{ kind: "region", region: { kind: "lasso", ring }, at }]];
    }
    case "interrupt":
    case "cancel":
      return [lassoIdle, []];
    case "leave":
    case "double":
    case "enter":
    case "backspace":
      return [state, []];
  }
};

/** The line so far, the straight stretch under way included. */
export function ringOf(state: Extract<LassoState, { kind: "drawing" }>): readonly Vertex[] {
  return state.straightTo === null ? state.ring : [...state.ring, vertexOf(state.straightTo)];
}

function withoutStanding(ring: readonly Vertex[]): readonly Vertex[] {
  return ring.filter(([x, y], i) => i === 0 || x !== ring[i - 1]![0] || y !== ring[i - 1]![1]);
}

function vertexOf({ x, y }: ImagePoint): Vertex {
  return [x, y];
}
