import fc from "fast-check";
import { expect, test } from "vitest";
import { boxAround, transformOf, whole, zoomTo } from "./zoom";

test("what is zoomed to is seen whole, and nothing past the edges", () => {
  const size = fc.integer({ min: 1, max: 5000 });
  fc.assert(
    fc.property(size, size, fc.infiniteStream(fc.nat()), (width, height, numbers) => {
      const next = (below: number) => (numbers.next().value as number) % below;
      const x = next(width);
      const y = next(height);
      const w = 1 + next(width - x);
      const h = 1 + next(height - y);
      const zoom = zoomTo([x, y, w, h], width, height);
      const seen = 1 / zoom.scale;
      expect(zoom.scale).toBeGreaterThanOrEqual(1);
      for (const [start, low, high] of [
        [zoom.left, x / width, (x + w) / width],
        [zoom.top, y / height, (y + h) / height],
      ] as const) {
        expect(start).toBeGreaterThanOrEqual(0);
        expect(start + seen).toBeLessThanOrEqual(1 + 1e-9);
        expect(start).toBeLessThanOrEqual(low + 1e-9);
        expect(start + seen).toBeGreaterThanOrEqual(high - 1e-9);
      }
    }),
  );
});

test("the whole picture is not moved", () => {
  expect(zoomTo([0, 0, 100, 50], 100, 50)).toEqual(whole);
  expect(transformOf({ scale: 2, left: 0.25, top: 0.5 })).toBe("scale(2) translate(-25%, -50%)");
});

test("a box round both sides holds both", () => {
  expect(boxAround([0, 0, 2, 2], [5, 1, 1, 4])).toEqual([0, 0, 6, 5]);
  expect(boxAround(null, [5, 1, 1, 4])).toEqual([5, 1, 1, 4]);
  expect(boxAround(null, null)).toBeNull();
});
