/** What tools are told and what they answer: plain data, so that every tool is tested without a canvas. */

import type { BoxXyxy, ImagePoint, ScreenPoint } from "../../geometry/points";
import type { Ring } from "../../masks/types";
import type { Handle } from "../../masks/vertices";

export type ToolEvent =
  | {
      readonly kind: "down";
      readonly at: ImagePoint;
      readonly screen: ScreenPoint;
      readonly shift: boolean;
      readonly alt: boolean;
      /** How near counts as on it, in image pixels at the present zoom. */
      readonly reachPx: number;
      /** What of the selected polygon lies within reach. */
      readonly handle: Handle | null;
    }
  | {
      readonly kind: "move";
      /** Coalesced positions, oldest first, at least one. */
      readonly points: readonly ImagePoint[];
      readonly screen: ScreenPoint;
    }
  | { readonly kind: "up"; readonly at: ImagePoint }
  | { readonly kind: "double"; readonly reachPx: number }
  /** The pointer left the canvas. */
  | { readonly kind: "leave" }
  /** The system took the pointer away (a palm, a system gesture). */
  | { readonly kind: "interrupt" }
  /** The person gives the gesture up. */
  | { readonly kind: "cancel" }
  | { readonly kind: "enter" }
  | { readonly kind: "backspace" };

export type Effect =
  /** Chooses the segment to paint on, or makes one. */
  | { readonly kind: "begin"; readonly at: ImagePoint }
  | { readonly kind: "stroke"; readonly from: ImagePoint; readonly to: ImagePoint }
  | { readonly kind: "commit" }
  | { readonly kind: "revert" }
  | { readonly kind: "close"; readonly ring: Ring }
  | { readonly kind: "pick"; readonly at: ImagePoint }
  | { readonly kind: "pan"; readonly dx: number; readonly dy: number }
  | { readonly kind: "vertex"; readonly edit: VertexEdit }
  | { readonly kind: "box"; readonly boxXyxy: BoxXyxy }
  | { readonly kind: "point"; readonly at: ImagePoint; readonly label: 0 | 1 };

export type VertexEdit =
  | { readonly kind: "move"; readonly handle: Handle; readonly to: ImagePoint }
  | { readonly kind: "insert"; readonly handle: Handle; readonly to: ImagePoint }
  | { readonly kind: "remove"; readonly handle: Handle };

/** A tool: one event in; the next state and its effects out. */
export type Tool<State> = (state: State, event: ToolEvent) => [State, Effect[]];

export const last = <T>(items: readonly T[]): T => items[items.length - 1]!;

/** Screen pixels that a pressed pointer may tremble before it counts as dragging. */
export const DRAG_PX = 4;
