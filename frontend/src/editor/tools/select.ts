/**
 * Selecting: a click picks what is under it, dragging a vertex of the selected polygon moves it,
 * Shift on an edge adds a vertex, Alt on a vertex removes it, dragging anything else pans.
 */

import type { ImagePoint, ScreenPoint } from "../../geometry/points";
import type { Handle } from "../../masks/vertices";
import { DRAG_PX, last } from "./event";
import type { Tool } from "./event";

export type SelectState =
  | { readonly kind: "idle" }
  | { readonly kind: "pointing"; readonly at: ImagePoint; readonly screen: ScreenPoint }
  | { readonly kind: "panning"; readonly screen: ScreenPoint }
  | {
      readonly kind: "dragging";
      /** Edges get a new vertex, vertices are moved. */
      readonly handle: Handle;
      readonly to: ImagePoint;
      readonly hasMoved: boolean;
      readonly at: ImagePoint;
    };

export const selectIdle: SelectState = { kind: "idle" };

export const select: Tool<SelectState> = (state, event) => {
  switch (event.kind) {
    case "down": {
      const { at, screen, handle } = event;
      if (handle?.kind === "vertex" && event.alt) {
        return [selectIdle, [{ kind: "vertex", edit: { kind: "remove", handle } }]];
      }
      if (handle !== null && (handle.kind === "vertex" || event.shift)) {
        return [{ kind: "dragging", handle, to: at, hasMoved: event.shift, at }, []];
      }
      return [{ kind: "pointing", at, screen }, []];
    }
    case "move":
      return moved(state, last(event.points), event.screen);
    case "up":
      if (state.kind === "pointing") return [selectIdle, [{ kind: "pick", at: state.at }]];
      if (state.kind !== "dragging") return [selectIdle, []];
      // A click on a vertex without a move picks like any other click.
      if (!state.hasMoved) return [selectIdle, [{ kind: "pick", at: state.at }]];
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
    case "leave":
    case "double":
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
      return [{ kind: "panning", screen }, [{ kind: "pan", dx, dy }]];
    }
    case "panning": {
      const [dx, dy] = [screen.x - state.screen.x, screen.y - state.screen.y];
      return [{ kind: "panning", screen }, [{ kind: "pan", dx, dy }]];
    }
    case "dragging":
      return [{ ...state, to: at, hasMoved: true }, []];
  }
}
