import { expect, test } from "vitest";
import { matchingClasses } from "./ClassMenu";
import type { PaletteClass } from "../palette";

const palette: PaletteClass[] = ["Car", "Road", "Scar", "Tree"].map((name, index) => ({
  classId: index + 1,
  name,
  color: "#000000",
  isThing: true,
  attributes: [],
  guideline: "",
  isRetired: name === "Tree",
  key: String(index + 1),
}));

const names = (typed: string): string[] => matchingClasses(palette, typed).map(({ name }) => name);

test("nothing typed shows all that are in use in their order", () => {
  expect(names("")).toEqual(["Car", "Road", "Scar"]);
});

test("names that start with it come before names that contain it", () => {
  expect(names("car")).toEqual(["Car", "Scar"]);
});

test("a class's key finds it", () => {
  expect(names("3")).toEqual(["Scar"]);
});
