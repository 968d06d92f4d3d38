/** The polygon: clicks set vertices; the first vertex, Enter or a double click close the ring. */

import type { ImagePoint } from "../../geometry/points";
import type { Vertex } from "../../masks/types";
import { last } from "./event";
import type { Effect, Tool } from "./event";

export type PolygonState =
  | { readonly kind: "idle" }
  | {
      readonly kind: "drawing";
      readonly ring: readonly Vertex[];
      /** Where the pointer hovers: the end of the open edge. */
      readonly cursor: ImagePoint | null;
    };

export const polygonIdle: PolygonState = { kind: "idle" };

export const polygon: Tool<PolygonState> = (state, event) => {
  switch (event.kind) {
    case "down": {
      const vertex: Vertex = [event.at.x, event.at.y];
      if (state.kind === "idle") return [{ kind: "drawing", ring: [vertex], cursor: event.at }, []];
      if (closesRing(state.ring, event.at, event.reachPx)) return close(state.ring);
      return [{ kind: "drawing", ring: [...state.ring, vertex], cursor: event.at }, []];
    }
    case "move":
      if (state.kind === "idle") return [state, []];
      return [{ ...state, cursor: last(event.points) }, []];
    case "double": {
      if (state.kind === "idle") return [state, []];
      // Both clicks of the pair set a vertex; the second one is not meant.
      const [end, before] = [state.ring.at(-1), state.ring.at(-2)];
      const isTwice =
        end !== undefined && before !== undefined && isNear(end, before, event.reachPx);
      const ring = isTwice ? state.ring.slice(0, -1) : state.ring;
      return ring.length >= 3 ? close(ring) : [{ ...state, ring }, []];
    }
    case "enter":
      if (state.kind === "idle" || state.ring.length < 3) return [state, []];
      return close(state.ring);
    case "backspace":
      if (state.kind === "idle") return [state, []];
      return state.ring.length === 1
        ? [polygonIdle, []]
        : [{ ...state, ring: state.ring.slice(0, -1) }, []];
    case "leave":
      return state.kind === "idle" ? [state, []] : [{ ...state, cursor: null }, []];
    case "cancel":
      return [polygonIdle, []];
    // An unfinished ring outlives a palm on the tablet.
    case "interrupt":
    case "up":
      return [state, []];
  }
};

/** Whether a click here would close the ring. */
export function closesRing(ring: readonly Vertex[], at: ImagePoint, reachPx: number): boolean {
  return ring.length >= 3 && isNear(ring[0]!, [at.x, at.y], reachPx);
}

function isNear(a: Vertex, b: Vertex, reachPx: number): boolean {
  return Math.hypot(a[0] - b[0], a[1] - b[1]) <= reachPx;
}

function close(ring: readonly Vertex[]): [PolygonState, Effect[]] {
  return [polygonIdle, [{ kind: "close", ring }]];
}
