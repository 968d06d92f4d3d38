import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { imagePoint, screenPoint } from "../../geometry/points";
import type { ToolEvent } from "./event";
import { lasso, lassoIdle } from "./lasso";
import { boxOfDrag, shapeIdle, shapeTool } from "./shape";

const rectangle = shapeTool("rectangle");

function down(x: number, y: number): ToolEvent {
  const [at, screen] = [imagePoint(x, y), screenPoint(x, y)];
  return { kind: "down", at, screen, shift: false, alt: false, reachPx: 1, handle: null };
}

function move(x: number, y: number, keys: { shift?: boolean; alt?: boolean } = {}): ToolEvent {
  return { kind: "move", points: [imagePoint(x, y)], screen: screenPoint(x, y), ...keys };
}

const up: ToolEvent = { kind: "up", at: imagePoint(0, 0) };

function play<State>(tool: (state: State, event: ToolEvent) => [State, unknown[]], idle: State) {
  return (...events: ToolEvent[]) => {
    const effects: unknown[] = [];
    let state = idle;
    for (const event of events) {
      const [next, more] = tool(state, event);
      state = next;
      effects.push(...more);
    }
    return { state, effects };
  };
}

describe("a shape's drag", () => {
  const drawn = play(rectangle, shapeIdle);
  const region = (...boxXyxy: number[]) => [
    { kind: "region", region: { kind: "rectangle", boxXyxy }, at: expect.anything() as unknown },
  ];

  it("spans a box of whole pixels, whichever way it goes", () => {
    expect(drawn(down(2.4, 3.6), move(10.2, 8.6), up).effects).toEqual(region(2, 4, 10, 9));
    expect(drawn(down(10.2, 8.6), move(2.4, 3.6), up).effects).toEqual(region(2, 4, 10, 9));
  });

  it("draws nothing when the pointer only trembled", () => {
    expect(drawn(down(2, 2), move(4, 4), up)).toEqual({ state: shapeIdle, effects: [] });
  });

  it("follows Shift and Alt as they are at the end", () => {
    const started = [down(10, 10), move(20, 14, { shift: true })];
    expect(drawn(...started, up).effects).toEqual(region(10, 10, 20, 20));
    expect(drawn(...started, move(20, 14), up).effects).toEqual(region(10, 10, 20, 14));
    expect(drawn(...started, move(20, 14, { alt: true }), up).effects).toEqual(
      region(0, 6, 20, 14),
    );
  });

  it("is given up by Escape", () => {
    const { state, effects } = drawn(down(0, 0), move(9, 9), { kind: "cancel" }, up);
    expect([state, effects]).toEqual([shapeIdle, []]);
  });

  it("with Shift is always exactly square, with Alt round the point it began at", () => {
    const coordinate = fc.double({ min: -50, max: 50, noNaN: true });
    fc.assert(
      fc.property(
        coordinate,
        coordinate,
        coordinate,
        coordinate,
        fc.boolean(),
        (a, b, c, d, alt) => {
          const [from, to] = [imagePoint(a, b), imagePoint(c, d)];
          const [x0, y0, x1, y1] = boxOfDrag({
            kind: "dragging",
            from,
            to,
            isSquare: true,
            isFromCentre: alt,
          });
          expect(x1 - x0).toBe(y1 - y0);
          if (alt) {
            expect(Math.abs((x0 + x1) / 2 - a)).toBeLessThanOrEqual(0.5);
            expect(Math.abs((y0 + y1) / 2 - b)).toBeLessThanOrEqual(0.5);
          }
        },
      ),
    );
  });
});

describe("the lasso", () => {
  const drawn = play(lasso, lassoIdle);
  const ringOf = (effects: unknown[]) =>
    (effects[0] as { region: { ring: unknown } } | undefined)?.region.ring;

  it("follows the pointer and closes on release", () => {
    const { effects } = drawn(down(0, 0), move(5, 0), move(5, 0), move(5, 5), up);
    expect(ringOf(effects)).toEqual([
      [0, 0],
      [5, 0],
      [5, 5],
    ]);
  });

  it("goes straight while Alt is held", () => {
    const alt = { alt: true };
    const { effects } = drawn(down(0, 0), move(5, 1, alt), move(9, 3, alt), move(9, 8), up);
    expect(ringOf(effects)).toEqual([
      [0, 0],
      [9, 3],
      [9, 8],
    ]);
  });

  it("keeps the straight stretch that is under way at the release", () => {
    const { effects } = drawn(down(0, 0), move(5, 0), move(5, 9, { alt: true }), up);
    expect(ringOf(effects)).toHaveLength(3);
  });

  it("draws nothing for a click, nor when it is given up", () => {
    expect(drawn(down(0, 0), up).effects).toEqual([]);
    expect(drawn(down(0, 0), move(5, 0), move(5, 5), { kind: "cancel" }, up).effects).toEqual([]);
  });
});
