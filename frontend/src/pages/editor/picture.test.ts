import { expect, test } from "vitest";
import { PLAIN_PICTURE, pictureFilter } from "./picture";

test("a plain picture needs no filter", () => {
  expect(pictureFilter(PLAIN_PICTURE)).toBe("");
});

test("only what was changed is in the filter", () => {
  expect(pictureFilter({ brightness: 150, contrast: 100 })).toBe("brightness(1.5)");
  expect(pictureFilter({ brightness: 80, contrast: 120 })).toBe("brightness(0.8) contrast(1.2)");
});
