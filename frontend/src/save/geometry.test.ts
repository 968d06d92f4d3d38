import { expect, test } from "vitest";
import { carve, rasterise, wire } from "./geometry";
import { runsFromBox } from "../masks/runs";
import type { BoxXyxy } from "../geometry/points";
import type { RleWire } from "./types";

const box = (...xyxy: BoxXyxy): RleWire => wire(runsFromBox(xyxy, [4, 6]));

test("carving takes the others' pixels out", () => {
  expect(carve(box(0, 0, 4, 4), [box(0, 0, 2, 4), box(2, 0, 3, 4)])).toEqual(box(3, 0, 4, 4));
});

test("a mask that is wholly covered leaves nothing", () => {
  expect(carve(box(1, 1, 3, 3), [box(0, 0, 6, 4)])).toBeNull();
});

test("carving by nothing changes nothing", () => {
  expect(carve(box(1, 1, 3, 3), [])).toEqual(box(1, 1, 3, 3));
});

test("a pending polygon's mask follows the pixel-centre rule", () => {
  const outer = [
    [1, 1],
    [4, 1],
    [4, 3],
    [1, 3],
  ] as const;
  expect(rasterise({ parts: [{ outer, holes: [] }] }, [4, 6])).toEqual(box(1, 1, 4, 3));
});
