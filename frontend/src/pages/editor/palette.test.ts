import { expect, test } from "vitest";
import { paletteOf } from "./palette";
import type { LabelClass } from "../../api/types";

function labelClass(classId: number, hotkey = ""): LabelClass {
  return {
    class_id: classId,
    position: classId,
    name: `class ${classId}`,
    color: "#123456",
    is_thing: true,
    is_ignore: false,
    hotkey,
    supercategory: "",
    guideline: "",
    num_segments: 0,
  };
}

const keys = (classes: LabelClass[], reserved: string[] = []): (string | null)[] =>
  paletteOf(classes, new Set(reserved)).map((each) => each.key);

test("classes without a hotkey get the digits in order", () => {
  expect(keys([labelClass(7), labelClass(3)])).toEqual(["1", "2"]);
});

test("a project's own key is kept and its digit is not given away twice", () => {
  expect(keys([labelClass(1), labelClass(2, "1"), labelClass(3, "K")])).toEqual(["2", "1", "k"]);
});

test("a key that a command has, or that came before, is replaced by a digit", () => {
  const classes = [labelClass(1, "b"), labelClass(2, "k"), labelClass(3, "k")];
  expect(keys(classes, ["b"])).toEqual(["1", "k", "2"]);
});

test("the tenth class without a hotkey has no key", () => {
  const classes = Array.from({ length: 10 }, (_, index) => labelClass(index + 1));
  expect(keys(classes).at(-1)).toBeNull();
});
