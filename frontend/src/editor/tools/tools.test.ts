import { describe, expect, it } from "vitest";

import { imagePoint, screenPoint } from "../../geometry/points";
import type { Handle } from "../../masks/vertices";
import { box, boxIdle } from "./box";
import type { Effect, Tool, ToolEvent } from "./event";
import { pan, panIdle } from "./pan";
import { scribble, scribbleIdle } from "./scribble";
import { polygon, polygonIdle, verticesOf } from "./polygon";
import type { PolygonState } from "./polygon";
import { select, selectIdle } from "./select";
import { stroke, strokeIdle } from "./stroke";

type Down = Extract<ToolEvent, { kind: "down" }>;

function down(x: number, y: number, more: Partial<Down> = {}): ToolEvent {
  return {
    kind: "down",
    at: imagePoint(x, y),
    screen: screenPoint(x, y),
    shift: false,
    alt: false,
    reachPx: 1,
    handle: null,
    ...more,
  };
}

function move(...points: [number, number][]): ToolEvent {
  const [x, y] = points.at(-1)!;
  return {
    kind: "move",
    points: points.map(([px, py]) => imagePoint(px, py)),
    screen: screenPoint(x, y),
  };
}

const up: ToolEvent = { kind: "up", at: imagePoint(0, 0) };
const plain = (kind: "cancel" | "interrupt" | "enter" | "backspace" | "leave"): ToolEvent => ({
  kind,
});
const double: ToolEvent = { kind: "double", reachPx: 1 };

/** Feeds events to a tool; answers its last state and all effects. */
function play<State>(tool: Tool<State>, idle: State, events: readonly ToolEvent[]) {
  const effects: Effect[] = [];
  let state = idle;
  for (const event of events) {
    const [next, more] = tool(state, event);
    state = next;
    effects.push(...more);
  }
  return { state, effects };
}

describe("the stroke", () => {
  it("follows every coalesced position", () => {
    const { effects } = play(stroke, strokeIdle, [down(0, 0), move([1, 0], [2, 1]), up]);
    const p = imagePoint;
    expect(effects).toEqual([
      { kind: "begin", at: p(0, 0) },
      { kind: "stroke", from: p(0, 0), to: p(0, 0) },
      { kind: "stroke", from: p(0, 0), to: p(1, 0) },
      { kind: "stroke", from: p(1, 0), to: p(2, 1) },
      { kind: "commit" },
    ]);
  });

  it("joins to the last stroke's end with Shift, but not to one that was given up", () => {
    const { effects } = play(stroke, strokeIdle, [
      down(1, 1),
      up,
      down(7, 7),
      plain("cancel"),
      down(5, 1, { shift: true }),
    ]);
    expect(effects.at(-1)).toEqual({
      kind: "stroke",
      from: imagePoint(1, 1),
      to: imagePoint(5, 1),
    });
  });

  it.each(["cancel", "interrupt"] as const)("is taken back on %s", (kind) => {
    const { state, effects } = play(stroke, strokeIdle, [down(0, 0), plain(kind), up]);
    expect(effects.at(-1)).toEqual({ kind: "revert" });
    expect(state.kind).toBe("idle");
  });

  it("paints nothing while no button is pressed", () => {
    expect(play(stroke, strokeIdle, [move([1, 1]), up, plain("cancel")]).effects).toEqual([]);
  });
});

/** The vertices that are set. */
function drawn(state: PolygonState): unknown {
  return state.kind === "idle" ? null : verticesOf(state);
}

describe("the polygon", () => {
  const triangle = [down(0, 0), up, down(8, 0), up, down(8, 8), up];
  const closed = {
    kind: "close",
    ring: [
      [0, 0],
      [8, 0],
      [8, 8],
    ],
    takesLonger: false,
  };

  it.each([
    ["a click on the first vertex", [down(0.5, 0.5)]],
    ["Enter", [plain("enter")]],
    ["a double click, whose second click is not a vertex", [down(8.2, 8), up, double]],
  ])("closes by %s", (_, events) => {
    const { state, effects } = play(polygon, polygonIdle, [...triangle, ...events]);
    expect(effects).toEqual([closed]);
    expect(state.kind).toBe("idle");
  });

  it("does not close with fewer than three vertices", () => {
    const { state, effects } = play(polygon, polygonIdle, [
      down(0, 0),
      down(8, 0),
      plain("enter"),
      double,
    ]);
    expect(effects).toEqual([]);
    expect(drawn(state)).toEqual([
      [0, 0],
      [8, 0],
    ]);
  });

  it("loses its last vertex by Backspace, and at last itself", () => {
    const { state } = play(polygon, polygonIdle, [...triangle, plain("backspace")]);
    expect(drawn(state)).toEqual([
      [0, 0],
      [8, 0],
    ]);
    const none = [plain("backspace"), plain("backspace"), plain("backspace")];
    expect(play(polygon, polygonIdle, [...triangle, ...none]).state).toEqual(polygonIdle);
  });

  it("outlives a lost pointer and ends on Escape", () => {
    const interrupted = [...triangle, plain("interrupt"), plain("leave")];
    expect(play(polygon, polygonIdle, interrupted).state).toMatchObject({
      kind: "drawing",
      cursor: null,
    });
    expect(play(polygon, polygonIdle, [...triangle, plain("cancel")]).state).toEqual(polygonIdle);
  });

  it("shows its open edge up to the pointer", () => {
    const { state } = play(polygon, polygonIdle, [down(0, 0), up, move([3, 4])]);
    expect(state).toMatchObject({ cursor: { to: { at: [3, 4] }, way: [] } });
  });
});

describe("selecting", () => {
  const vertex: Handle = { kind: "vertex", part: 0, ring: 0, index: 2 };
  const edge: Handle = { ...vertex, kind: "edge" };

  it("picks on a click that trembles", () => {
    const { effects } = play(select, selectIdle, [down(5, 5), move([6, 6]), up]);
    expect(effects).toEqual([{ kind: "pick", at: imagePoint(5, 5) }]);
  });

  it("pans when dragged", () => {
    const { effects } = play(select, selectIdle, [down(5, 5), move([15, 5]), move([16, 8]), up]);
    expect(effects).toEqual([
      { kind: "pan", dx: 10, dy: 0 },
      { kind: "pan", dx: 1, dy: 3 },
    ]);
  });

  it("moves a vertex", () => {
    const { effects } = play(select, selectIdle, [
      down(5, 5, { handle: vertex }),
      move([9, 9]),
      up,
    ]);
    expect(effects).toEqual([
      { kind: "vertex", edit: { kind: "move", handle: vertex, to: imagePoint(9, 9) } },
    ]);
  });

  it("picks a vertex by a click, further ones with Shift, its ring by a double click", () => {
    const clicked = play(select, selectIdle, [down(5, 5, { handle: vertex }), up]);
    expect(clicked.effects).toEqual([{ kind: "pickVertex", handle: vertex, adds: false }]);
    const added = play(select, selectIdle, [down(5, 5, { handle: vertex, shift: true }), up]);
    expect(added.effects).toEqual([{ kind: "pickVertex", handle: vertex, adds: true }]);
    const twice = play(select, selectIdle, [{ kind: "double", handle: vertex, reachPx: 1 }]);
    expect(twice.effects).toEqual([{ kind: "pickRing", handle: vertex }]);
  });

  it("picks the vertices in a box by a drag with Alt", () => {
    const { effects } = play(select, selectIdle, [
      down(5, 5, { alt: true }),
      move([15, 25]),
      { kind: "up", at: imagePoint(15, 25) },
    ]);
    expect(effects).toEqual([{ kind: "bandVertices", boxXyxy: [5, 5, 15, 25], adds: false }]);
  });

  it("moves the whole polygon by a drag with Shift inside", () => {
    const inside = { shift: true, isInside: true };
    const { effects } = play(select, selectIdle, [down(5, 5, inside), move([15, 8]), up]);
    expect(effects).toEqual([{ kind: "shift", dx: 10, dy: 3 }]);
  });

  it("adds a vertex by a plain click on an edge", () => {
    const { effects } = play(select, selectIdle, [down(5, 5, { handle: edge }), up]);
    expect(effects).toEqual([
      { kind: "vertex", edit: { kind: "insert", handle: edge, to: imagePoint(5, 5) } },
    ]);
  });

  it("adds a vertex on an edge with Shift and removes one with Alt", () => {
    const inserted = play(select, selectIdle, [down(5, 5, { handle: edge, shift: true }), up]);
    expect(inserted.effects).toEqual([
      { kind: "vertex", edit: { kind: "insert", handle: edge, to: imagePoint(5, 5) } },
    ]);
    const removed = play(select, selectIdle, [down(5, 5, { handle: vertex, alt: true })]);
    expect(removed.effects).toEqual([{ kind: "vertex", edit: { kind: "remove", handle: vertex } }]);
  });

  it.each(["cancel", "interrupt"] as const)("changes nothing after %s", (kind) => {
    const events = [down(5, 5, { handle: vertex }), move([9, 9]), plain(kind), up];
    expect(play(select, selectIdle, events)).toEqual({ state: selectIdle, effects: [] });
  });
});

describe("the box", () => {
  it("is drawn by dragging in any direction", () => {
    const { effects } = play(box, boxIdle, [down(20, 20), move([5, 8]), up]);
    expect(effects).toEqual([{ kind: "box", boxXyxy: [5, 8, 20, 20] }]);
  });

  it("becomes a point by a click, of the background with Alt", () => {
    expect(play(box, boxIdle, [down(2, 3), up]).effects).toEqual([
      { kind: "point", at: imagePoint(2, 3), label: 1 },
    ]);
    expect(play(box, boxIdle, [down(2, 3, { alt: true }), up]).effects).toEqual([
      { kind: "point", at: imagePoint(2, 3), label: 0 },
    ]);
  });

  it("scribbles with Shift or Alt", () => {
    const scribbled = (more: Partial<Down>) =>
      play(box, boxIdle, [down(2, 3, more), move([5, 3], [9, 3]), up]).effects;
    const points = [imagePoint(2, 3), imagePoint(5, 3), imagePoint(9, 3)];
    expect(scribbled({ shift: true })).toEqual([
      { kind: "scribble", scribble: { points, isForeground: true } },
    ]);
    expect(scribbled({ alt: true })).toEqual([
      { kind: "scribble", scribble: { points, isForeground: false } },
    ]);
  });
  it.each(["cancel", "interrupt"] as const)("asks nothing after %s", (kind) => {
    const events = [down(2, 3), move([20, 20]), plain(kind), up];
    expect(play(box, boxIdle, events).effects).toEqual([]);
  });
});

describe("the scribble", () => {
  it("keeps the pointer's way, without positions that say nothing new", () => {
    const { effects } = play(scribble, scribbleIdle, [
      down(2, 3, { alt: true }),
      move([2.2, 3], [4, 3]),
      up,
    ]);
    const points = [imagePoint(2, 3), imagePoint(4, 3)];
    expect(effects).toEqual([{ kind: "scribble", scribble: { points, isForeground: false } }]);
  });

  it.each(["cancel", "interrupt"] as const)("asks nothing after %s", (kind) => {
    expect(
      play(scribble, scribbleIdle, [down(2, 3), move([9, 9]), plain(kind), up]).effects,
    ).toEqual([]);
  });
});

it("panning follows the pointer until it is let go", () => {
  const events = [move([9, 9]), down(1, 1), move([3, 5]), up, move([9, 9])];
  expect(play(pan, panIdle, events).effects).toEqual([{ kind: "pan", dx: 2, dy: 4 }]);
});
