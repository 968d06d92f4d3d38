import { expect, test } from "vitest";
import { cropOf } from "./maskPreview";

test("the crop shows both versions with room round them", () => {
  expect(
    cropOf(
      [
        [40, 40, 8, 8],
        [44, 48, 8, 4],
      ],
      [100, 200],
    ),
  ).toEqual([35, 35, 22, 22]);
});

test("the crop stays inside the image", () => {
  expect(cropOf([[0, 90, 20, 10]], [100, 200])).toEqual([0, 83, 27, 17]);
});

test("without any mask the whole image is shown", () => {
  expect(cropOf([], [100, 200])).toEqual([0, 0, 200, 100]);
});
