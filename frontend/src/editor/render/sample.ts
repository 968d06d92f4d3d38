/** Samples an id-map at screen resolution: the cost is the device pixels drawn, not the image's. */

import type { BoxXyxy } from "../../geometry/points";
import type { View } from "../../geometry/view";
import { NOBODY, TILE_SHIFT, TILE_SIZE } from "../idmap";
import type { IdMap } from "../idmap";
import { WHITE } from "./colors";
import { imageIndex } from "./device";

/** A canvas's pixels, 32 bits each, row-major, `width` to a row. */
export interface Pixels {
  readonly data: Uint32Array;
  readonly width: number;
}

/** Slots under a row of device pixels; index 0 is the pixel left of the box. */
type SlotRow = Uint16Array;

/** Colours by slot. */
interface SlotColors {
  readonly fill: Uint32Array;
  readonly border: Uint32Array;
}

/**
 * Draws fills, and borders wherever a pixel differs from one of the `borderPx` to its left or above it.
 *
 * @param borderPx thickness of the borders in device pixels, at least 1.
 */
export function drawSegments(
  pixels: Pixels,
  idMap: IdMap,
  view: View,
  box: BoxXyxy,
  colors: SlotColors,
  borderPx = 1,
): void {
  if (borderPx > 1) drawWideBorders(pixels, idMap, view, box, colors, borderPx);
  else drawThinBorders(pixels, idMap, view, box, colors);
}

function drawThinBorders(
  { data, width }: Pixels,
  idMap: IdMap,
  view: View,
  box: BoxXyxy,
  { fill, border }: SlotColors,
): void {
  const [x0, , x1] = box;
  const length = x1 - x0;
  sampleRows(idMap, view, box, (y, slots, above, isCopy) => {
    const start = y * width + x0;
    if (isCopy) {
      data.copyWithin(start, start - width, start - width + length);
      return;
    }
    let left = slots[0]!;
    for (let i = 0; i < length; i += 1) {
      const slot = slots[i + 1]!;
      const up = above[i + 1]!;
      data[start + i] =
        slot === left && slot === up ? fill[slot]! : border[borderOwner(slot, left, up)]!;
      left = slot;
    }
  });
}

function drawWideBorders(
  { data, width }: Pixels,
  idMap: IdMap,
  view: View,
  [x0, y0, x1, y1]: BoxXyxy,
  { fill, border }: SlotColors,
  borderPx: number,
): void {
  const columns = sampledColumns(view, x0 - borderPx, x1);
  /** The row being drawn and those above it that count, by device row. */
  const rows = Array.from({ length: borderPx + 1 }, () => new Uint16Array(columns.length));
  const rowAt = (y: number): SlotRow => rows[(y - y0 + borderPx) % rows.length]!;
  for (let y = y0 - borderPx; y < y1; y += 1) {
    const slots = rowAt(y);
    const row = imageIndex(y, view.scale, view.y);
    if (y > y0 - borderPx && row === imageIndex(y - 1, view.scale, view.y)) slots.set(rowAt(y - 1));
    else sampleRow(idMap, row, columns, slots);
    if (y < y0) continue;
    for (let x = x0; x < x1; x += 1) {
      const i = x - x0 + borderPx;
      const slot = slots[i]!;
      let other = slot;
      for (let by = 1; by <= borderPx && other === slot; by += 1) {
        other = slots[i - by]!;
        if (other === slot) other = rowAt(y - by)[i]!;
      }
      data[y * width + x] = other === slot ? fill[slot]! : border[slot === NOBODY ? other : slot]!;
    }
  }
}

/** Nobody has no border: there the neighbour's is drawn, so that outlines close. */
function borderOwner(slot: number, left: number, up: number): number {
  return slot !== NOBODY ? slot : left !== NOBODY ? left : up;
}

/** Device pixels from one hatch line to the next. */
const HATCH_PX = 8;
const HATCH_LINE_PX = 2;
const DASH_PX = 4;

/** Draws suggestions above the segments: hatched, dashed at the border, see-through in between. */
export function drawSuggestions(
  { data, width }: Pixels,
  idMap: IdMap,
  view: View,
  box: BoxXyxy,
  { fill, border }: SlotColors,
): void {
  const [x0, , x1] = box;
  // The hatch moves with the image.
  const anchor = Math.round(view.x) + Math.round(view.y);
  sampleRows(idMap, view, box, (y, slots, above) => {
    const start = y * width + x0;
    let left = slots[0]!;
    for (let i = 0; i < x1 - x0; i += 1) {
      const slot = slots[i + 1]!;
      const up = above[i + 1]!;
      const along = x0 + i + y - anchor;
      if (slot !== left || slot !== up) {
        const owner = borderOwner(slot, left, up);
        const isDash = (Math.floor(along / DASH_PX) & 1) === 0;
        if (border[owner] !== 0) data[start + i] = isDash ? WHITE : border[owner]!;
      } else if (slot !== NOBODY) {
        const phase = ((along % HATCH_PX) + HATCH_PX) % HATCH_PX;
        if (phase < HATCH_LINE_PX) data[start + i] = border[slot]!;
        else if (data[start + i] === 0) data[start + i] = fill[slot]!;
      }
      left = slot;
    }
  });
}

/**
 * Calls `paint` for every row of a box of device pixels, with the slots of the row and of the one above.
 * `isCopy` tells that the row above was painted from the same two rows: its pixels can be copied.
 */
function sampleRows(
  idMap: IdMap,
  view: View,
  [x0, y0, x1, y1]: BoxXyxy,
  paint: (y: number, slots: SlotRow, above: SlotRow, isCopy: boolean) => void,
): void {
  const columns = sampledColumns(view, x0 - 1, x1);
  let slots = new Uint16Array(columns.length);
  let above = new Uint16Array(columns.length);
  let row = imageIndex(y0 - 1, view.scale, view.y);
  sampleRow(idMap, row, columns, above);
  let hasRepeated = false;
  for (let y = y0; y < y1; y += 1) {
    const next = imageIndex(y, view.scale, view.y);
    const isRepeated = next === row && y > y0;
    if (!isRepeated) sampleRow(idMap, next, columns, slots);
    else if (!hasRepeated) slots.set(above);
    paint(y, slots, above, isRepeated && hasRepeated);
    hasRepeated = isRepeated;
    row = next;
    [slots, above] = [above, slots];
  }
}

/** The image columns under the device columns [x0, x1). */
function sampledColumns({ scale, x }: View, x0: number, x1: number): Int32Array {
  const columns = new Int32Array(x1 - x0);
  for (let i = 0; i < columns.length; i += 1) columns[i] = imageIndex(x0 + i, scale, x);
  return columns;
}

/** The slots at ascending image columns of one row; outside of the image there is nobody. */
function sampleRow(idMap: IdMap, row: number, columns: Int32Array, out: SlotRow): void {
  const [h, w] = idMap.sizeHw;
  const length = columns.length;
  if (row < 0 || row >= h) {
    out.fill(NOBODY);
    return;
  }
  const rowOffset = (row & (TILE_SIZE - 1)) << TILE_SHIFT;
  let i = 0;
  while (i < length && columns[i]! < 0) i += 1;
  out.fill(NOBODY, 0, i);
  while (i < length && columns[i]! < w) {
    const tile = idMap.tileAt(row, columns[i]!);
    const tileLeft = columns[i]! & ~(TILE_SIZE - 1);
    const end = firstAtLeast(columns, Math.min(tileLeft + TILE_SIZE, w), i);
    if (tile === undefined) out.fill(NOBODY, i, end);
    else {
      const base = rowOffset - tileLeft;
      for (let j = i; j < end; j += 1) out[j] = tile[base + columns[j]!]!;
    }
    i = end;
  }
  out.fill(NOBODY, i);
}

/** The first index from `from` on whose value is at least `value`, in an ascending array. */
function firstAtLeast(values: Int32Array, value: number, from: number): number {
  let low = from;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle]! >= value) high = middle;
    else low = middle + 1;
  }
  return low;
}
