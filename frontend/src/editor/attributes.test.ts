import { describe, expect, test } from "vitest";

import { isAllowed, isMissing, valuesInClass } from "./attributes";
import type { AttributeDefinition } from "./attributes";
import { EchoServer, drag, smallEditor, wireSegment, wireSuggestion } from "./fixtures";

const colour: AttributeDefinition = {
  name: "colour",
  kind: "select",
  options: ["red", "blue"],
  default: "red",
};
const doors: AttributeDefinition = { name: "doors", kind: "number", min: 1, max: 5, step: 2 };
const parked: AttributeDefinition = { name: "parked", kind: "checkbox", required: true };
const plate: AttributeDefinition = { name: "plate", kind: "text", required: true };

const classes = [
  { classId: 1, name: "car", color: "#4000c0", attributes: [colour, doors] },
  { classId: 2, name: "bus", color: "#804080", attributes: [doors, parked] },
];
const rows = ["####", "####"];

const opened = () =>
  smallEditor({
    sizeHw: [2, 4],
    overlapMode: "layered",
    classes,
    segments: [
      wireSegment("a", rows, { attributes: { colour: "blue", doors: 3, from: "cvat" } }),
      wireSegment("b", rows, { z: 1, attributes: { doors: 3 } }),
    ],
    suggestions: [wireSuggestion("s", rows)],
  });
const valuesOf = (editor: ReturnType<typeof opened>, uid: string) =>
  editor.store.getState().segments.get(uid)?.attributes;

describe("values", () => {
  test.each([
    [colour, ["red"], ["green", 1, true]],
    [doors, [1, 3, 5], [2, 0, 7, "3", NaN]],
    [{ name: "a", kind: "number", step: 0.1 } as const, [0.3, -0.7], [0.35]],
    [parked, [true, false], ["true", 0]],
    [plate, ["", "x"], [1]],
  ])("of %o fit or not", (attribute, good, bad) => {
    expect(good.map((value) => isAllowed(attribute, value))).toEqual(good.map(() => true));
    expect(bad.map((value) => isAllowed(attribute, value))).toEqual(bad.map(() => false));
  });

  test("are missing where required and empty; false is a value", () => {
    expect(isMissing(parked, {})).toBe(true);
    expect(isMissing(parked, { parked: false })).toBe(false);
    expect(isMissing(plate, { plate: "" })).toBe(true);
    expect(isMissing(doors, {})).toBe(false);
  });

  test("in another class: its own go, common ones stay, what nobody knows is never lost", () => {
    const values = { colour: "blue", doors: 3, from: "cvat" };
    expect(valuesInClass(values, [colour, doors], [doors, parked])).toEqual({
      doors: 3,
      from: "cvat",
    });
    expect(valuesInClass({ doors: 2 }, [], [colour, doors])).toEqual({ colour: "red" });
  });
});

describe("the editor", () => {
  test("gives new segments their class's defaults, drawn or accepted", () => {
    const editor = opened();
    editor.setActiveClass(1);
    editor.setTool("brush");
    drag(editor, [[1, 1]]);
    expect(valuesOf(editor, "new-1")).toEqual({ colour: "red" });
    editor.acceptSuggestion("s");
    expect(valuesOf(editor, "s")).toEqual({ colour: "red" });
  });

  test("changes the class with its values, and undo brings them back", () => {
    const editor = opened();
    editor.changeClass("a", 2);
    expect(valuesOf(editor, "a")).toEqual({ doors: 3, from: "cvat" });
    editor.undo();
    expect(valuesOf(editor, "a")).toEqual({ colour: "blue", doors: 3, from: "cvat" });
  });

  test("sets and clears one value of several segments in one step", () => {
    const editor = opened();
    const server = new EchoServer(editor);
    editor.setAttribute(["a", "b"], "doors", 5);
    expect([valuesOf(editor, "a"), valuesOf(editor, "b")]).toEqual([
      { colour: "blue", doors: 5, from: "cvat" },
      { doors: 5 },
    ]);
    expect(server.received[0]?.map((each) => each.tool)).toEqual(["properties", "properties"]);
    editor.undo();
    expect(valuesOf(editor, "b")).toEqual({ doors: 3 });
    editor.setAttribute(["b"], "doors", undefined);
    expect(valuesOf(editor, "b")).toEqual({});
  });

  test("leaves no step where nothing changes, and locked segments alone", () => {
    const editor = opened();
    editor.setAttribute(["a", "b"], "doors", 3);
    expect(editor.store.getState().canUndo).toBe(false);
    editor.setLocked(["a"], true);
    editor.setProperties(["a", "b"], { occluded: true });
    const { segments } = editor.store.getState();
    expect([segments.get("a")?.occluded, segments.get("b")?.occluded]).toEqual([false, true]);
  });
});
