/**
 * Selecting: a click picks what is under it, with Shift or Ctrl it adds that or takes it away, a drag with
 * Ctrl selects what lies in a box. Dragging anything else pans.
 *
 * Of the selected polygon: a click picks a vertex, a double click its ring, a drag with Alt those in a box;
 * dragging moves what is picked. A click or drag on an edge adds a vertex, Alt on a vertex removes it. A drag
 * with Shift inside moves the polygon.
 */

import type { ImagePoint, ScreenPoint } from "../../geometry/points";
import type { Handle } from "../../masks/vertices";
import { boxBetween } from "./box";
import { DRAG_PX, last } from "./event";
import type { Tool } from "./event";

export type SelectState =
  | { readonly kind: "idle" }
  | {
      readonly kind: "pointing";
      readonly at: ImagePoint;
      readonly screen: ScreenPoint;
      readonly shift: boolean;
      readonly mod: boolean;
      readonly alt: boolean;
      readonly isInside: boolean;
    }
  | {
      readonly kind: "banding";
      readonly from: ImagePoint;
      readonly to: ImagePoint;
      readonly adds: boolean;
      readonly of: "segments" | "vertices";
    }
  /** The whole polygon. */
  | { readonly kind: "shifting"; readonly from: ImagePoint; readonly to: ImagePoint }
  | { readonly kind: "panning"; readonly screen: ScreenPoint }
  | {
      readonly kind: "dragging";
      /** Edges get a new vertex, vertices are moved. */
      readonly handle: Handle;
      readonly to: ImagePoint;
      readonly hasMoved: boolean;
      readonly at: ImagePoint;
      readonly screen: ScreenPoint;
      readonly shift: boolean;
    };

/** Screen pixels that a hand may tremble on a vertex before that moves. */
const VERTEX_DRAG_PX = 2;

export const selectIdle: SelectState = { kind: "idle" };

export const select: Tool<SelectState> = (state, event) => {
  switch (event.kind) {
    case "down": {
      const { at, screen, handle, shift, mod = false } = event;
      if (handle?.kind === "vertex" && event.alt) {
        return [selectIdle, [{ kind: "vertex", edit: { kind: "remove", handle } }]];
      }
      if (handle !== null && !mod && !event.alt) {
        // An edge gets its vertex by the click itself.
        const hasMoved = handle.kind === "edge";
        return [{ kind: "dragging", handle, to: at, hasMoved, at, screen, shift }, []];
      }
      const { alt, isInside = false } = event;
      return [{ kind: "pointing", at, screen, shift, mod, alt, isInside }, []];
    }
    case "move":
      return moved(state, last(event.points), event.screen);
    case "up":
      if (state.kind === "pointing") {
        const adds = state.shift || state.mod;
        return [selectIdle, [{ kind: adds ? "toggle" : "pick", at: state.at }]];
      }
      if (state.kind === "banding") {
        const boxXyxy = boxBetween(state.from, event.at);
        const kind = state.of === "vertices" ? "bandVertices" : "band";
        return [selectIdle, [{ kind, boxXyxy, adds: state.adds }]];
      }
      if (state.kind === "shifting") {
        const [dx, dy] = [state.to.x - state.from.x, state.to.y - state.from.y];
        return [selectIdle, [{ kind: "shift", dx, dy }]];
      }
      if (state.kind !== "dragging") return [selectIdle, []];
      if (!state.hasMoved) {
        return [selectIdle, [{ kind: "pickVertex", handle: state.handle, adds: state.shift }]];
      }
      return [
        selectIdle,
        [
          {
            kind: "vertex",
            edit: {
              kind: state.handle.kind === "edge" ? "insert" : "move",
              handle: state.handle,
              to: state.to,
            },
          },
        ],
      ];
    case "interrupt":
    case "cancel":
      return [selectIdle, []];
    case "double":
      if (event.handle?.kind !== "vertex") return [state, []];
      return [selectIdle, [{ kind: "pickRing", handle: event.handle }]];
    case "leave":
    case "enter":
    case "backspace":
      return [state, []];
  }
};

function moved(
  state: SelectState,
  at: ImagePoint,
  screen: ScreenPoint,
): ReturnType<Tool<SelectState>> {
  switch (state.kind) {
    case "idle":
      return [state, []];
    case "pointing": {
      const [dx, dy] = [screen.x - state.screen.x, screen.y - state.screen.y];
      if (Math.hypot(dx, dy) < DRAG_PX) return [state, []];
      if (state.mod || state.alt) {
        const of = state.mod ? "segments" : "vertices";
        return [{ kind: "banding", from: state.at, to: at, adds: state.shift, of }, []];
      }
      if (state.shift && state.isInside) return [{ kind: "shifting", from: state.at, to: at }, []];
      return [{ kind: "panning", screen }, [{ kind: "pan", dx, dy }]];
    }
    case "banding":
    case "shifting":
      return [{ ...state, to: at }, []];
    case "panning": {
      const [dx, dy] = [screen.x - state.screen.x, screen.y - state.screen.y];
      return [{ kind: "panning", screen }, [{ kind: "pan", dx, dy }]];
    }
    case "dragging": {
      const away = Math.hypot(screen.x - state.screen.x, screen.y - state.screen.y);
      if (!state.hasMoved && away < VERTEX_DRAG_PX) return [state, []];
      return [{ ...state, to: at, hasMoved: true }, []];
    }
  }
}
