import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { imagePoint, screenPoint } from "./points";
import type { SizeHw } from "./points";
import { MAX_SCALE, fit, panBy, toImage, toScreen, zoomAt } from "./view";

const viewport: SizeHw = [600, 800];
const sizes: fc.Arbitrary<SizeHw> = fc.tuple(
  fc.integer({ min: 1, max: 9000 }),
  fc.integer({ min: 1, max: 9000 }),
);
const factors = fc.double({ min: 0.05, max: 20, noNaN: true });
const screenPoints = fc
  .tuple(fc.double({ min: 0, max: 800, noNaN: true }), fc.double({ min: 0, max: 600, noNaN: true }))
  .map(([x, y]) => screenPoint(x, y));

describe("the view", () => {
  it("fits the whole picture into the middle", () => {
    const view = fit([1000, 2000], viewport);
    const middle = toScreen(view, imagePoint(1000, 500));
    expect([middle.x, middle.y]).toEqual([400, 300]);
    expect(toScreen(view, imagePoint(0, 0)).x).toBeCloseTo(16);
  });

  it("maps to the screen and back", () => {
    fc.assert(
      fc.property(sizes, screenPoints, (size, point) => {
        const view = fit(size, viewport);
        const back = toScreen(view, toImage(view, point));
        expect(back.x).toBeCloseTo(point.x, 6);
        expect(back.y).toBeCloseTo(point.y, 6);
      }),
    );
  });

  it("zooms about the point under the pointer", () => {
    const view = fit([1000, 2000], viewport);
    const at = screenPoint(300, 280);
    const before = toImage(view, at);
    const after = toImage(zoomAt(view, at, 3, [1000, 2000], viewport), at);
    expect(after.x).toBeCloseTo(before.x, 9);
    expect(after.y).toBeCloseTo(before.y, 9);
  });

  it("never loses the picture and never leaves its scales", () => {
    const steps = fc.array(fc.tuple(screenPoints, factors, fc.integer({ min: -2000, max: 2000 })));
    fc.assert(
      fc.property(sizes, steps, (size, moves) => {
        let view = fit(size, viewport);
        const smallest = Math.min(view.scale / 2, 1);
        for (const [at, factor, by] of moves) {
          view = panBy(zoomAt(view, at, factor, size, viewport), by, -by, size, viewport);
          expect(view.scale).toBeGreaterThanOrEqual(smallest);
          expect(view.scale).toBeLessThanOrEqual(MAX_SCALE);
          expect(view.x + size[1] * view.scale).toBeGreaterThan(0);
          expect(view.y + size[0] * view.scale).toBeGreaterThan(0);
          expect(view.x).toBeLessThan(viewport[1]);
          expect(view.y).toBeLessThan(viewport[0]);
        }
      }),
    );
  });
});
