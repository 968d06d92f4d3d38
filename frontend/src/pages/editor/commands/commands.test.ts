// @vitest-environment jsdom
import { describe, expect, test } from "vitest";
import words from "../../../i18n/editor";
import { resizedRadius } from "../brushSize";
import { commandIds, commandOf } from ".";
import { isBinding, meaningsOf } from "../keymap/press";
import { belongsToControl, keyLabel } from "../keys";

describe("the command table", () => {
  test("no key does two things", () => {
    const keys = commandIds.flatMap((id) => commandOf(id).keys.flatMap(meaningsOf));
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  });

  test("every key could also be chosen by a person", () => {
    expect(commandIds.flatMap((id) => commandOf(id).keys).filter((key) => !isBinding(key))).toEqual(
      [],
    );
  });

  test("every command is named in the help, and nothing else is", () => {
    expect(Object.keys(words.commands).sort()).toEqual([...commandIds].sort());
  });
});

describe("the brush's size", () => {
  test("grows and shrinks by a quarter, at least by one pixel of diameter", () => {
    expect(resizedRadius(10, 1.25)).toBe(12.5);
    expect(resizedRadius(0.5, 1.25)).toBe(1);
    expect(resizedRadius(1, 1 / 1.25)).toBe(0.5);
  });

  test("stays between one pixel and the largest brush", () => {
    expect(resizedRadius(0.5, 1 / 1.25)).toBe(0.5);
    expect(resizedRadius(500, 1.25)).toBe(500);
  });
});

describe("keys as they are shown", () => {
  test.each([
    ["v", "V", "V"],
    ["$mod+Shift+z", "Ctrl+Shift+Z", "⌘⇧Z"],
    ["BracketLeft", "[", "["],
    ["[Shift]+?", "?", "?"],
    ["[Shift]+(\\+|=)", "+", "+"],
    ["$mod+[Shift]+?", "Ctrl+?", "⌘?"],
    ["Alt+KeyA", "Alt+A", "⌥A"],
    ["-", "−", "−"],
    ["Digit0", "0", "0"],
    ["Shift+ArrowUp", "Shift+↑", "⇧↑"],
  ])("%s", (binding, shown, onMac) => {
    expect(keyLabel(binding, false)).toBe(shown);
    expect(keyLabel(binding, true)).toBe(onMac);
  });
});

describe("key presses", () => {
  const press = (html: string, key: string): boolean => {
    document.body.innerHTML = html;
    return belongsToControl({ key, target: document.body.querySelector("[data-target]") });
  };

  test("in a text field or a dialog belong to it", () => {
    expect(press('<input type="text" data-target>', "b")).toBe(true);
    expect(press('<div role="dialog"><button data-target></button></div>', "b")).toBe(true);
  });

  test("of letters on a focused button belong to the editor", () => {
    expect(press("<button data-target></button>", "b")).toBe(false);
  });

  test("on the canvas belong to the editor", () => {
    expect(press("<div data-editor-canvas data-target tabindex=0></div>", "Enter")).toBe(false);
  });
});
