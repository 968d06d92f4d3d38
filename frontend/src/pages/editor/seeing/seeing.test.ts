import { expect, test } from "vitest";
import { PLAIN_TONE, toneTable } from "../../../pixels/tone";
import { matrixOf, tableValues } from "./filter";
import { fittingTone } from "./picture";
import { countChannels } from "./sampling";
import { tonesOf } from "./storedTones";

/** As Filter Effects defines 'discrete', on bytes; browsers may cut the result or round it. */
function discrete(values: string, value: number, toByte: (x: number) => number): number {
  const table = values.split(" ").map(Number);
  const k = Math.min(Math.floor((value / 255) * table.length), table.length - 1);
  return toByte(255 * table[k]!);
}

test.each([Math.floor, Math.round])("the filter is the table, exactly (%o)", (toByte) => {
  const table = toneTable({ ...PLAIN_TONE, window: [20, 180], gamma: 1.7 }, 255, [0, 255]);
  const values = tableValues(table);
  for (let value = 0; value < 256; value += 1) {
    expect(discrete(values, value, toByte)).toBe(table[value]);
  }
});

test("a channel is shown in all three", () => {
  expect(matrixOf("rgb")).toBe("1 0 0 0 0 0 1 0 0 0 0 0 1 0 0 0 0 0 1 0");
  expect(matrixOf("green")).toBe("0 1 0 0 0 0 1 0 0 0 0 1 0 0 0 0 0 0 1 0");
});

test("histograms count each channel and all of them", () => {
  const counts = countChannels(Uint8ClampedArray.of(10, 20, 30, 255, 10, 10, 10, 255));
  expect([counts.red[10], counts.green[10], counts.rgb[10], counts.grey[10]]).toEqual([2, 1, 4, 1]);
  expect(counts.grey[Math.round(0.2126 * 10 + 0.7152 * 20 + 0.0722 * 30)]).toBe(1);
});

test("a window of another depth is left out", () => {
  const tone = { ...PLAIN_TONE, window: [3000, 4000] as const, gamma: 2 };
  expect(fittingTone(tone, [0, 255])).toEqual({ ...tone, window: null });
  expect(fittingTone(tone, [0, 9000])).toBe(tone);
});

test("stored tones are taken as far as they fit", () => {
  const stored = { 3: { ...PLAIN_TONE, window: [5, 9], gamma: 99, channel: "red" }, 4: "x" };
  expect(tonesOf(stored)).toEqual({
    3: { ...PLAIN_TONE, window: [5, 9], channel: "red" },
    4: PLAIN_TONE,
  });
  expect(tonesOf({ 3: { window: [9, 5] } })).toEqual({ 3: PLAIN_TONE });
  expect(tonesOf(null)).toEqual({});
});
