import { describe, expect, test } from "vitest";
import { NoShortcutsFile, readShortcutsFile, shortcutsFile } from "./file";
import { assigned, keymapOf, ownerOf, readOverrides, reservedKeys, withKeys } from "./keymap";
import { bindingOf, collides, isBinding, type Press, refusalOf } from "./press";

const press = (key: string, code: string, held: Partial<Press> = {}): Press => ({
  key,
  code,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});

describe("a press as a binding", () => {
  test.each([
    [press("b", "KeyB"), "b"],
    [press("B", "KeyB", { shiftKey: true }), "Shift+b"],
    [press("d", "KeyD", { ctrlKey: true }), "$mod+d"],
    [press("?", "Slash", { shiftKey: true }), "[Shift]+?"],
    [press("&", "Digit1"), "Digit1"],
    [press("[", "BracketLeft"), "BracketLeft"],
    [press("ArrowUp", "ArrowUp", { shiftKey: true }), "Shift+ArrowUp"],
    [press("å", "KeyA", { altKey: true }), "Alt+KeyA"],
    [press("+", "Equal", { shiftKey: true }), "[Shift]+(\\+)"],
    [press("F2", "F2"), "F2"],
  ])("%o is %s", (pressed, binding) => {
    expect(bindingOf(pressed, false)).toBe(binding);
    expect(isBinding(binding)).toBe(true);
  });

  test("is none for modifiers alone, Tab and Space", () => {
    expect(bindingOf(press("Shift", "ShiftLeft", { shiftKey: true }), false)).toBeNull();
    expect(bindingOf(press("Tab", "Tab"), false)).toBeNull();
    expect(bindingOf(press(" ", "Space"), false)).toBeNull();
  });

  test("uses the command key of a Mac", () => {
    expect(bindingOf(press("d", "KeyD", { metaKey: true }), true)).toBe("$mod+d");
  });

  test("is refused where the browser or a class has it", () => {
    expect(refusalOf("$mod+w")).toBe("kept_by_browser");
    expect(refusalOf("Digit3")).toBe("class_key");
    expect(refusalOf("Alt+Digit3")).toBeNull();
    expect(refusalOf("g")).toBeNull();
  });
});

test("signs collide with and without Shift, letters only with the same modifiers", () => {
  expect(collides("[Shift]+?", "?")).toBe(true);
  expect(collides("[Shift]+(\\+|=)", "[Shift]+(\\+)")).toBe(true);
  expect(collides("BracketLeft", "[")).toBe(true);
  expect(collides("Shift+h", "h")).toBe(false);
  expect(collides("$mod+z", "$mod+Shift+z")).toBe(false);
});

describe("changed keys", () => {
  test("take the place of the old ones", () => {
    const overrides = assigned({}, "brush", "F2", { replaced: "b", swap: false });
    expect(keymapOf(overrides).get("brush")).toEqual(["F2"]);
  });

  test("taken from another command leave it without", () => {
    const overrides = assigned({}, "brush", "e", { replaced: "b", swap: false });
    expect(keymapOf(overrides).get("brush")).toEqual(["e"]);
    expect(keymapOf(overrides).get("eraser")).toEqual([]);
  });

  test("are exchanged by a swap", () => {
    const overrides = assigned({}, "brush", "e", { replaced: "b", swap: true });
    expect(keymapOf(overrides).get("eraser")).toEqual(["b"]);
  });

  test("that are the table's own again are forgotten", () => {
    const changed = assigned({}, "brush", "F2", { replaced: "b", swap: false });
    expect(withKeys(changed, "brush", ["b"])).toEqual({});
  });

  test("free the old key, which then names nobody", () => {
    const keymap = keymapOf(assigned({}, "brush", "F2", { replaced: "b", swap: false }));
    expect(ownerOf(keymap, "b", "brush")).toBeNull();
    expect(reservedKeys(keymap).has("b")).toBe(false);
    expect(reservedKeys(keymap).has("e")).toBe(true);
  });

  test("win over a command's own key that came later", () => {
    expect(keymapOf({ pan: ["b"] }).get("brush")).toEqual([]);
  });
});

describe("shortcuts from outside", () => {
  test("survive being written and read", () => {
    const overrides = { brush: ["F2"], help: [] };
    expect(readShortcutsFile(shortcutsFile(overrides))).toEqual({ overrides, numIgnored: 0 });
  });

  test.each(["", "[]", "{}", "null", '{"format":"maskwright.shortcuts","version":2}', "<script>"])(
    "that are none are refused: %s",
    (text) => {
      expect(() => readShortcutsFile(text)).toThrow(NoShortcutsFile);
    },
  );

  test("lose what is no key or no command: patterns, markup, sequences, doubles", () => {
    const read = readOverrides({
      brush: ["(.*)"],
      eraser: ["<img src=x onerror=alert(1)>"],
      pan: ["g i"],
      constructor: ["x"],
      select: "v",
      polygon: ["F2"],
      box: ["F2"],
      fit: ["F3"],
    });
    expect(read.overrides).toEqual({ polygon: ["F2"], fit: ["F3"] });
    expect(read.numIgnored).toBe(6);
  });
});
