/**
 * Intelligent scissors: clicks set anchors, between them the line follows the picture's edges, with Shift
 * it is straight. The first anchor, Enter or a double click close it; Backspace takes an anchor back.
 *
 * The ways from an anchor take a moment to find: what is clicked meanwhile waits its turn.
 */

import { imagePoint } from "../../geometry/points";
import type { ImagePoint } from "../../geometry/points";
import type { Vertex } from "../../masks/types";
import type { Effect, Tool } from "./event";

/** The way from the last anchor to a position, without the anchor itself; at least one vertex. */
export type Trace = (to: ImagePoint) => readonly Vertex[];

/** What waits for the ways from the last anchor: a click, or null to close. */
type Waiting = { readonly at: ImagePoint; readonly isStraight: boolean } | null;

export type ScissorsState =
  | { readonly kind: "idle" }
  | {
      readonly kind: "drawing";
      /** What each anchor added: the way to it, itself last. The first has no way. */
      readonly stretches: readonly (readonly Vertex[])[];
      readonly isStraight: boolean;
      readonly waiting: readonly Waiting[];
    };
type Drawing = Extract<ScissorsState, { kind: "drawing" }>;

export const scissorsIdle: ScissorsState = { kind: "idle" };

export const scissors: Tool<ScissorsState> = (state, event) => {
  if (state.kind === "idle") {
    if (event.kind !== "down") return [state, []];
    const first = cornerAt(event.at);
    return [
      { kind: "drawing", stretches: [[first]], isStraight: false, waiting: [] },
      [{ kind: "anchor", at: first }],
    ];
  }
  switch (event.kind) {
    case "down": {
      if (closesWire(state, event.at, event.reachPx)) return waitFor(state, null, event.trace);
      // The second click of a double click means no second anchor.
      if (isNear(event.at, endOf(state), event.reachPx / 2)) return [state, []];
      return waitFor(state, { at: event.at, isStraight: event.shift }, event.trace);
    }
    case "move":
      return goOn({ ...state, isStraight: event.shift ?? false }, event.trace);
    case "enter":
    case "double":
      return state.stretches.length + state.waiting.length < 2
        ? [state, []]
        : waitFor(state, null, event.trace);
    case "backspace":
      return takenBack(state);
    case "cancel":
      return [scissorsIdle, [{ kind: "anchor", at: null }]];
    // An unfinished line outlives a palm on the tablet.
    case "interrupt":
    case "leave":
    case "up":
      return [state, []];
  }
};

/** Whether a click here would close the line. */
export function closesWire(state: Drawing, at: ImagePoint, reachPx: number): boolean {
  return state.stretches.length >= 2 && isNear(at, state.stretches[0]![0]!, reachPx);
}

export function anchorsOf({ stretches }: Drawing): Vertex[] {
  return stretches.map((stretch) => stretch[stretch.length - 1]!);
}

function waitFor(
  state: Drawing,
  what: Waiting,
  trace: Trace | undefined,
): [ScissorsState, Effect[]] {
  return goOn({ ...state, waiting: [...state.waiting, what] }, trace);
}

/** Does the first that waits, if the ways are there; each anchor makes the next one wait again. */
function goOn(state: Drawing, trace: Trace | undefined): [ScissorsState, Effect[]] {
  const [first, ...waiting] = state.waiting;
  if (first === undefined || trace === undefined) return [state, []];
  if (first === null) {
    const [x, y] = state.stretches[0]![0]!;
    const ring = [...state.stretches.flat(), ...trace(imagePoint(x, y))];
    return [
      scissorsIdle,
      [
        { kind: "anchor", at: null },
        { kind: "closeWire", ring },
      ],
    ];
  }
  const stretch = first.isStraight ? [cornerAt(first.at)] : trace(first.at).map(rounded);
  const at = stretch[stretch.length - 1]!;
  return [
    { ...state, stretches: [...state.stretches, stretch], waiting },
    [{ kind: "anchor", at }],
  ];
}

function takenBack(state: Drawing): [ScissorsState, Effect[]] {
  if (state.waiting.length > 0) return [{ ...state, waiting: state.waiting.slice(0, -1) }, []];
  const stretches = state.stretches.slice(0, -1);
  if (stretches.length === 0) return [scissorsIdle, [{ kind: "anchor", at: null }]];
  const next = { ...state, stretches };
  return [next, [{ kind: "anchor", at: endOf(next) }]];
}

function endOf(state: Drawing): Vertex {
  const anchors = anchorsOf(state);
  return anchors[anchors.length - 1]!;
}

/** Lines go between pixels. */
function cornerAt({ x, y }: ImagePoint): Vertex {
  return rounded([x, y]);
}

function rounded([x, y]: Vertex): Vertex {
  return [Math.round(x), Math.round(y)];
}

function isNear(at: ImagePoint, [x, y]: Vertex, reachPx: number): boolean {
  return Math.hypot(at.x - x, at.y - y) <= reachPx;
}
