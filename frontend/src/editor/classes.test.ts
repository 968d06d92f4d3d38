import { expect, test } from "vitest";

import { smallEditor } from "./fixtures";

const car = { classId: 1, name: "car", color: "#4000c0" };
const bus = { classId: 2, name: "bus", color: "#804080" };
const retired = { ...car, isRetired: true };

function opened(classes: (typeof retired | typeof bus)[]) {
  const editor = smallEditor({ sizeHw: [2, 4], overlapMode: "layered", classes, segments: [] });
  return { editor, active: () => editor.store.getState().activeClassId };
}

test("a retired class is not active from the start, nor made so", () => {
  const { editor, active } = opened([retired, bus]);
  expect(active()).toBe(2);
  editor.setActiveClass(1);
  expect(active()).toBe(2);
});

test("the active class gives way when it is retired", () => {
  const { editor, active } = opened([car, bus]);
  editor.setActiveClass(1);
  editor.setClasses([retired, bus]);
  expect(active()).toBe(2);
  editor.setClasses([retired, { ...bus, isRetired: true }]);
  expect(active()).toBe(null);
});
