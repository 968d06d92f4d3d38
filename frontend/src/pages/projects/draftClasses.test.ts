import { expect, test } from "vitest";
import { addRow, classesToCreate, pasteNames, repeatedNames, splitNames } from "./draftClasses";
import { nextColor, nextHotkey, palette } from "./palette";

test("a pasted list is split at commas, semicolons, tabs and line ends, not at spaces", () => {
  expect(splitNames("car, traffic light;\tsky\r\n road \n\n")).toEqual([
    "car",
    "traffic light",
    "sky",
    "road",
  ]);
});

test("pasted names fill the row, then empty rows, then new ones", () => {
  const rows = addRow(addRow(addRow([]), "kept"));
  const pasted = pasteNames(rows, 0, ["a", "b", "c"]);
  expect(pasted.map((row) => row.name)).toEqual(["a", "kept", "b", "c"]);
  expect(new Set(pasted.map((row) => row.key)).size).toBe(4);
});

test("rows without a name are not created; digits are handed out in order", () => {
  const rows = addRow(addRow(addRow([], " car "), ""), "sky");
  expect(classesToCreate(rows)).toMatchObject([
    { name: "car", hotkey: "1", color: palette[0] },
    { name: "sky", hotkey: "2", color: palette[2] },
  ]);
});

test("a name repeated in other letters is marked, the first is not", () => {
  expect(repeatedNames(addRow(addRow(addRow([], "Car"), "sky"), "car "))).toEqual(new Set([2]));
});

test("colours are not given twice while some are free", () => {
  const taken: string[] = [];
  while (taken.length < palette.length) taken.push(nextColor(taken));
  expect(new Set(taken).size).toBe(palette.length);
  expect(palette).toContain(nextColor(taken));
});

test("a free digit is found in a gap, and none when all are taken", () => {
  expect(nextHotkey(["1", "3"])).toBe("2");
  expect(nextHotkey(["1", "2", "3", "4", "5", "6", "7", "8", "9", "0"])).toBe("");
});
