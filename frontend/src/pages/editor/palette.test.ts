import { expect, test } from "vitest";
import { classKeyLabel, isClassKey, paletteOf } from "./palette";
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
    attributes: [],
    guideline: "",
    num_segments: 0,
    retired_at: null,
    merged_into: null,
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

test("after the digits come the letters that no command has, then digits with Shift", () => {
  const classes = Array.from({ length: 12 }, (_, index) => labelClass(index + 1));
  const letters = Array.from("acdefghijklmnopqrstuvwxy");
  expect(keys(classes, letters).slice(8)).toEqual(["9", "b", "z", "shift+1"]);
});

test("a digit with Shift is given away unless a command has it, and then nothing is left", () => {
  const classes = Array.from({ length: 19 }, (_, index) => labelClass(index + 1));
  const taken = [...Array.from("abcdefghijklmnopqrstuvwxyz"), "shift+9"];
  const given = keys(classes, taken);
  expect(given.slice(8, 11)).toEqual(["9", "shift+1", "shift+2"]);
  expect(given.slice(16)).toEqual(["shift+8", null, null]);
});

test("a digit with Shift is told by its place, other keys by what they give", () => {
  const press = (key: string, code: string, shiftKey = false) => ({ key, code, shiftKey });
  expect(isClassKey("shift+1", press("!", "Digit1", true))).toBe(true);
  expect(isClassKey("shift+1", press("1", "Digit1"))).toBe(false);
  expect(isClassKey("1", press("!", "Digit1", true))).toBe(false);
  expect(isClassKey("k", press("K", "KeyK"))).toBe(true);
  expect(isClassKey(null, press("1", "Digit1"))).toBe(false);
  expect([classKeyLabel("b"), classKeyLabel("shift+3")]).toEqual(["B", "⇧3"]);
});

test("a retired class has no key, and leaves its own to the others", () => {
  const retired = { ...labelClass(1, "k"), retired_at: "2026-01-01T00:00:00Z" };
  expect(keys([retired, labelClass(2, "k"), labelClass(3)])).toEqual([null, "k", "1"]);
});
