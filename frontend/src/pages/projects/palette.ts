/** Class colours that are told apart easily, and hotkeys, handed out in order. */

/** Twenty-four hues and lightnesses, neighbours in the list far apart on the wheel. */
export const palette: readonly string[] = [
  "#4e9bff",
  "#ff8c42",
  "#3ecf8e",
  "#e85d9e",
  "#f2d13c",
  "#9b7bff",
  "#35c9d4",
  "#ff5c5c",
  "#9ccc3c",
  "#c77dd6",
  "#b98a5a",
  "#7f9bb3",
  "#1f6fd1",
  "#c4571a",
  "#12855a",
  "#a82763",
  "#a88600",
  "#5e3fd1",
  "#0f8a94",
  "#b3261e",
  "#5f8a10",
  "#8a3a9c",
  "#7a5230",
  "#4a6378",
];

/** The first palette colour that none of `taken` has; round again when all are. */
export function nextColor(taken: readonly string[]): string {
  const used = new Set(taken.map((color) => color.toLowerCase()));
  return palette.find((color) => !used.has(color)) ?? palette[taken.length % palette.length]!;
}

/** 1 to 9, then 0, as they lie on the keyboard. */
const digits = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0"];

/** The first digit that none of `taken` has; "" when all are taken. */
export function nextHotkey(taken: readonly string[]): string {
  return digits.find((digit) => !taken.includes(digit)) ?? "";
}
