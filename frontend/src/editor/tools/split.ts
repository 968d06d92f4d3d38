/**
 * The cut: a drag draws it freely (with Shift straight) and cuts when it is let go; clicks set the corners of
 * a line that Enter or a double click ends. Clicked corners stay where they cut nothing.
 */

import type { ImagePoint, ScreenPoint } from "../../geometry/points";
import type { Vertex } from "../../masks/types";
import { DRAG_PX, last } from "./event";
import type { Effect, Tool } from "./event";

export type SplitState =
  | { readonly kind: "idle" }
  | {
      readonly kind: "pressed";
      /** The corners before this press. */
      readonly line: readonly Vertex[];
      readonly at: ImagePoint;
      readonly screen: ScreenPoint;
      readonly isStraight: boolean;
    }
  | { readonly kind: "dragging"; readonly line: readonly Vertex[]; readonly isStraight: boolean }
  | {
      readonly kind: "placing";
      readonly line: readonly Vertex[];
      /** Where the pointer hovers: the end of the open edge. */
      readonly cursor: ImagePoint | null;
    };

export const splitIdle: SplitState = { kind: "idle" };

export const split: Tool<SplitState> = (state, event) => {
  switch (event.kind) {
    case "down": {
      const line = state.kind === "placing" ? state.line : [];
      const { at, screen, shift } = event;
      return [{ kind: "pressed", line, at, screen, isStraight: shift }, []];
    }
    case "move":
      return [moved(state, event.points, event.screen), []];
    case "up":
      if (state.kind === "dragging") return cut(state.line, false);
      if (state.kind !== "pressed") return [state, []];
      return [{ kind: "placing", line: [...state.line, vertexOf(state.at)], cursor: state.at }, []];
    case "double": {
      if (state.kind !== "placing") return [state, []];
      // Both clicks of the pair set a corner; the second one is not meant.
      const [end, before] = [state.line.at(-1), state.line.at(-2)];
      const isTwice =
        end !== undefined &&
        before !== undefined &&
        Math.hypot(end[0] - before[0], end[1] - before[1]) <= event.reachPx;
      return cut(isTwice ? state.line.slice(0, -1) : state.line, true);
    }
    case "enter":
      return state.kind === "placing" ? cut(state.line, true) : [state, []];
    case "backspace": {
      if (state.kind !== "placing") return [state, []];
      const line = state.line.slice(0, -1);
      return [line.length === 0 ? splitIdle : { ...state, line }, []];
    }
    case "leave":
      return [state.kind === "placing" ? { ...state, cursor: null } : state, []];
    case "interrupt":
      // Corners that were set outlive a palm on the tablet.
      return state.kind === "pressed" && state.line.length > 0
        ? [{ kind: "placing", line: state.line, cursor: null }, []]
        : [state.kind === "placing" ? state : splitIdle, []];
    case "cancel":
      return [splitIdle, []];
  }
};

/** The line as it is drawn now, the pointer included. */
export function lineOf(state: SplitState): readonly Vertex[] | null {
  switch (state.kind) {
    case "idle":
      return null;
    case "pressed":
      return [...state.line, vertexOf(state.at)];
    case "dragging":
      return state.line;
    case "placing":
      return state.cursor === null ? state.line : [...state.line, vertexOf(state.cursor)];
  }
}

function moved(state: SplitState, points: readonly ImagePoint[], screen: ScreenPoint): SplitState {
  switch (state.kind) {
    case "idle":
      return state;
    case "pressed": {
      const far = Math.hypot(screen.x - state.screen.x, screen.y - state.screen.y);
      if (far < DRAG_PX) return state;
      const line = [...state.line, vertexOf(state.at), vertexOf(last(points))];
      return { kind: "dragging", line, isStraight: state.isStraight };
    }
    case "dragging": {
      const line = state.isStraight ? state.line.slice(0, -1) : state.line;
      const added = state.isStraight ? [last(points)] : points;
      return { ...state, line: [...line, ...added.map(vertexOf)] };
    }
    case "placing":
      return { ...state, cursor: last(points) };
  }
}

/** One corner is no line: nothing is cut, and drawing goes on. */
function cut(line: readonly Vertex[], isClicked: boolean): [SplitState, Effect[]] {
  if (line.length < 2) return [{ kind: "placing", line, cursor: null }, []];
  return [splitIdle, [{ kind: "cut", line, isClicked }]];
}

function vertexOf({ x, y }: ImagePoint): Vertex {
  return [x, y];
}
