/** What tools are told and what they answer: plain data, so that every tool is tested without a canvas. */

import type { BoxXyxy, ImagePoint, ScreenPoint } from "../../geometry/points";
import type { Ring, Vertex } from "../../masks/types";
import type { Region } from "../../masks/region";
import type { Ruler } from "../seeing/types";
import type { Handle } from "../../masks/vertices";
import type { Scribble, Uid } from "../types";
import type { Grip } from "../weak/grips";
import type { Guide } from "./guide";
import type { Trace } from "./scissors";

export type ToolEvent =
  | {
      readonly kind: "down";
      readonly at: ImagePoint;
      readonly screen: ScreenPoint;
      /** A pen's, 0 to 1. */
      readonly pressure?: number;
      readonly shift: boolean;
      readonly alt: boolean;
      /** Ctrl, or Command on a Mac. */
      readonly mod?: boolean;
      /** How near counts as on it, in image pixels at the present zoom. */
      readonly reachPx: number;
      /** What of the selected polygon lies within reach. */
      readonly handle: Handle | null;
      /** What of a box without pixels lies within reach. */
      readonly grip?: Grip | null;
      /** Within the selected polygon. */
      readonly isInside?: boolean;
      /** Leads the polygon tool; without one nothing is magnetic. */
      readonly guide?: Guide | undefined;
      /** Leads the scissors; undefined while the ways are not known yet. */
      readonly trace?: Trace | undefined;
    }
  | {
      readonly kind: "move";
      /** Coalesced positions, oldest first, at least one. */
      readonly points: readonly ImagePoint[];
      /** A pen's, 0 to 1, one a point. */
      readonly pressures?: readonly number[];
      readonly screen: ScreenPoint;
      readonly shift?: boolean;
      readonly alt?: boolean;
      readonly reachPx?: number;
      readonly guide?: Guide | undefined;
      /** Leads the scissors; undefined while the ways are not known yet. */
      readonly trace?: Trace | undefined;
    }
  | { readonly kind: "up"; readonly at: ImagePoint; readonly guide?: Guide | undefined }
  | {
      readonly kind: "double";
      readonly reachPx: number;
      readonly guide?: Guide | undefined;
      readonly trace?: Trace | undefined;
      readonly handle?: Handle | null;
    }
  /** The pointer left the canvas. */
  | { readonly kind: "leave" }
  /** The system took the pointer away (a palm, a system gesture). */
  | { readonly kind: "interrupt" }
  /** The person gives the gesture up. */
  | { readonly kind: "cancel" }
  | {
      readonly kind: "enter";
      readonly guide?: Guide | undefined;
      readonly trace?: Trace | undefined;
    }
  | { readonly kind: "backspace"; readonly guide?: Guide | undefined };

export type Effect =
  /** Chooses the segment to paint on, or makes one. */
  | { readonly kind: "begin"; readonly at: ImagePoint }
  | {
      readonly kind: "stroke";
      readonly from: ImagePoint;
      readonly to: ImagePoint;
      /** A pen's, 0 to 1, of this step. */
      readonly pressure?: number;
    }
  | { readonly kind: "commit" }
  | { readonly kind: "revert" }
  /** A whole region was drawn, beginning at `at`. */
  | { readonly kind: "region"; readonly region: Region; readonly at: ImagePoint }
  /** The fill: where it is pressed, how far it was dragged since, its release, and giving it up. */
  | { readonly kind: "seed"; readonly at: ImagePoint }
  | { readonly kind: "widen"; readonly byScreenPx: number }
  | { readonly kind: "settle" | "unseed" }
  /** A ring, or a line that replaces a stretch of the selected outline: the shorter one or the longer. */
  | { readonly kind: "close"; readonly ring: Ring; readonly takesLonger: boolean }
  /** The polygon was given up. */
  | { readonly kind: "unclosed" }
  /** A new line must start on the outline. */
  | { readonly kind: "off" }
  | { readonly kind: "pick"; readonly at: ImagePoint }
  /** Adds what is under a point to the selection, or takes it away. */
  | { readonly kind: "toggle"; readonly at: ImagePoint }
  /** Selects what lies in a box, or adds it to the selection. */
  | { readonly kind: "band"; readonly boxXyxy: BoxXyxy; readonly adds: boolean }
  | { readonly kind: "pan"; readonly dx: number; readonly dy: number }
  | { readonly kind: "measure"; readonly ruler: Ruler | null }
  | { readonly kind: "vertex"; readonly edit: VertexEdit }
  /** Picks a vertex, or adds it to the picked ones or takes it away. */
  | { readonly kind: "pickVertex"; readonly handle: Handle; readonly adds: boolean }
  /** Picks all vertices of a vertex's ring. */
  | { readonly kind: "pickRing"; readonly handle: Handle }
  /** Picks the vertices in a box, or adds them. */
  | { readonly kind: "bandVertices"; readonly boxXyxy: BoxXyxy; readonly adds: boolean }
  /** Moves the selected polygon as a whole. */
  | { readonly kind: "shift"; readonly dx: number; readonly dy: number }
  /** Cuts segments along an open line. */
  | {
      readonly kind: "cut";
      readonly line: Ring;
      /** Its corners were clicked: where it cuts nothing it stays, to be gone on with. */
      readonly isClicked: boolean;
    }
  | { readonly kind: "weakPick"; readonly uid: Uid | null; readonly at: ImagePoint }
  | { readonly kind: "weakDraw"; readonly boxXyxy: BoxXyxy }
  | { readonly kind: "weakPlace"; readonly uid: Uid; readonly boxXyxy: BoxXyxy }
  | { readonly kind: "box"; readonly boxXyxy: BoxXyxy }
  | { readonly kind: "point"; readonly at: ImagePoint; readonly label: 0 | 1 }
  | { readonly kind: "scribble"; readonly scribble: Scribble }
  /** Shows the superpixel at a position; null: none. */
  | { readonly kind: "highlight"; readonly at: ImagePoint | null }
  | { readonly kind: "beginClaim"; readonly at: ImagePoint; readonly givesUp: boolean }
  /** The scissors go on from here; null: from nowhere. */
  | { readonly kind: "anchor"; readonly at: Vertex | null }
  | { readonly kind: "closeWire"; readonly ring: Ring }
  | { readonly kind: "claim"; readonly from: ImagePoint; readonly to: ImagePoint };

export type VertexEdit =
  | { readonly kind: "move"; readonly handle: Handle; readonly to: ImagePoint }
  | { readonly kind: "insert"; readonly handle: Handle; readonly to: ImagePoint }
  | { readonly kind: "remove"; readonly handle: Handle };

/** A tool: one event in; the next state and its effects out. */
export type Tool<State> = (state: State, event: ToolEvent) => [State, Effect[]];

export const last = <T>(items: readonly T[]): T => items[items.length - 1]!;

/** Screen pixels that a pressed pointer may tremble before it counts as dragging. */
export const DRAG_PX = 4;
