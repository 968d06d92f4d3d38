import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";

import { imagePoint } from "../geometry/points";
import type { SizeHw } from "../geometry/points";
import { diameterOf, isInCapsule, isInHexagon, snap, strokeSpans } from "./brush";
import type { Nib } from "./brush";
import { Spans } from "./spans";

/** Many drawings are compared; a busy machine may take its time. */
vi.setConfig({ testTimeout: 60_000 });

function painted(
  from: [number, number],
  to: [number, number],
  nib: Nib,
  [h, w]: SizeHw = [7, 7],
): string[] {
  const spans = new Spans();
  strokeSpans(imagePoint(...from), imagePoint(...to), nib, [h, w], spans);
  const grid = Array.from({ length: h }, () => Array.from({ length: w }, () => "."));
  for (let i = 0; i < spans.length; i += 1) {
    for (let c = spans.start(i); c < spans.end(i); c += 1) grid[spans.row(i)]![c] = "#";
  }
  return grid.map((row) => row.join(""));
}

const round = (diameterPx: number): Nib => ({ diameterPx, shape: "round" });
const square = (diameterPx: number): Nib => ({ diameterPx, shape: "square" });

describe("a dab", () => {
  it("of one pixel sets exactly the pixel under the pointer", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 6.999, noNaN: true }),
        fc.double({ min: 0, max: 6.999, noNaN: true }),
        fc.constantFrom(round(1), square(1)),
        (x, y, nib) => {
          const rows = painted([x, y], [x, y], nib);
          expect(rows.join("").split("#")).toHaveLength(2);
          expect(rows[Math.floor(y)]![Math.floor(x)]).toBe("#");
        },
      ),
    );
  });

  it("of two pixels sets the four around the nearest corner", () => {
    const four = [".......", ".......", "..##...", "..##...", ".......", ".......", "......."];
    expect(painted([3.2, 2.8], [3.2, 2.8], round(2))).toEqual(four);
    expect(painted([3.2, 2.8], [3.2, 2.8], square(2))).toEqual(four);
  });

  it("of five pixels is a disc five pixels across", () => {
    expect(painted([3.9, 3.1], [3.9, 3.1], round(5))).toEqual([
      ".......",
      "..###..",
      ".#####.",
      ".#####.",
      ".#####.",
      "..###..",
      ".......",
    ]);
  });

  it("of a square brush of three pixels is three by three, clipped at the border", () => {
    expect(painted([0.5, 0.5], [0.5, 0.5], square(3), [3, 3])).toEqual(["##.", "##.", "..."]);
  });

  it("outside of the image sets nothing", () => {
    expect(painted([-9, -9], [-9, -9], round(5), [2, 2])).toEqual(["..", ".."]);
  });
});

describe("a stroke", () => {
  it("of one pixel is a thin line without gaps", () => {
    expect(painted([0, 0], [6, 3], round(1))).toEqual([
      "#......",
      ".##....",
      "...##..",
      ".....##",
      ".......",
      ".......",
      ".......",
    ]);
  });

  it("keeps its width along an axis", () => {
    expect(painted([1.5, 3.5], [5.5, 3.5], square(3))).toEqual([
      ".......",
      ".......",
      "#######",
      "#######",
      "#######",
      ".......",
      ".......",
    ]);
  });

  it("sets exactly the pixels that the rule names", () => {
    const coordinate = fc.double({ min: -10, max: 50, noNaN: true });
    const size: SizeHw = [40, 40];
    fc.assert(
      fc.property(
        fc.tuple(coordinate, coordinate),
        fc.tuple(coordinate, coordinate),
        fc.integer({ min: 2, max: 25 }),
        fc.constantFrom<Nib["shape"]>("round", "square"),
        (from, to, diameterPx, shape) => {
          const [ax, ay] = [snap(from[0], diameterPx), snap(from[1], diameterPx)];
          const sweep = {
            ax,
            ay,
            dx: snap(to[0], diameterPx) - ax,
            dy: snap(to[1], diameterPx) - ay,
            r: diameterPx,
          };
          const rule = shape === "round" ? isInCapsule : isInHexagon;
          const expected = Array.from({ length: 40 }, (_, r) =>
            Array.from({ length: 40 }, (__, c) =>
              rule(sweep, 2 * c + 1, 2 * r + 1) ? "#" : ".",
            ).join(""),
          );
          expect(painted(from, to, { diameterPx, shape }, size)).toEqual(expected);
        },
      ),
      { numRuns: 400 },
    );
  });

  it("holds the dabs at both of its ends", () => {
    const coordinate = fc.double({ min: 0, max: 20, noNaN: true });
    fc.assert(
      fc.property(
        fc.tuple(coordinate, coordinate),
        fc.tuple(coordinate, coordinate),
        fc.integer({ min: 1, max: 9 }),
        fc.constantFrom<Nib["shape"]>("round", "square"),
        (from, to, diameterPx, shape) => {
          const nib = { diameterPx, shape };
          const stroke = painted(from, to, nib, [20, 20]).join("");
          for (const end of [from, to]) {
            const dab = painted(end, end, nib, [20, 20]).join("");
            expect(Array.from(dab).every((pixel, i) => pixel === "." || stroke[i] === "#")).toBe(
              true,
            );
          }
        },
      ),
    );
  });
});

it("a radius becomes a whole diameter, at least one pixel", () => {
  expect([0, 0.5, 1, 1.3, 20].map(diameterOf)).toEqual([1, 1, 2, 3, 40]);
});
