/** Samples an id-map at screen resolution: the cost is the device pixels drawn, not the image's. */

import type { BoxXyxy } from "../../geometry/points";
import type { View } from "../../geometry/view";
import { NOBODY, TILE_SHIFT, TILE_SIZE } from "../idmap";
import type { IdMap } from "../idmap";
import { imageIndex } from "./device";

/** A canvas's pixels, 32 bits each, row-major, `width` to a row. */
export interface Pixels {
  readonly data: Uint32Array;
  readonly width: number;
}

/** Slots under a row of device pixels; index 0 is the pixel left of the box. */
export type SlotRow = Uint16Array;

/**
 * Calls `paint` for every row of a box of device pixels, with the slots of the row and of the one above.
 * `same` tells that both rows and the row above them show one image row, so that pixels can be copied.
 */
export function sampleRows(
  idMap: IdMap,
  view: View,
  [x0, y0, x1, y1]: BoxXyxy,
  paint: (y: number, slots: SlotRow, above: SlotRow, same: boolean) => void,
): void {
  const columns = new Int32Array(x1 - x0 + 1);
  for (let i = 0; i < columns.length; i += 1)
    columns[i] = imageIndex(x0 - 1 + i, view.scale, view.x);
  let slots = new Uint16Array(columns.length);
  let above = new Uint16Array(columns.length);
  let row = imageIndex(y0 - 1, view.scale, view.y);
  sampleRow(idMap, row, columns, above);
  let wasSame = false;
  for (let y = y0; y < y1; y += 1) {
    const next = imageIndex(y, view.scale, view.y);
    const isSame = next === row && y > y0;
    if (isSame) slots.set(above);
    else sampleRow(idMap, next, columns, slots);
    paint(y, slots, above, isSame && wasSame);
    wasSame = isSame;
    row = next;
    [slots, above] = [above, slots];
  }
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
    const tileLeft = columns[i]! & ~(TILE_SIZE - 1);
    const tileRight = Math.min(tileLeft + TILE_SIZE, w);
    const tile = idMap.tileAt(row, columns[i]!);
    const base = rowOffset - tileLeft;
    if (tile === undefined) {
      for (; i < length && columns[i]! < tileRight; i += 1) out[i] = NOBODY;
    } else {
      for (; i < length && columns[i]! < tileRight; i += 1) out[i] = tile[base + columns[i]!]!;
    }
  }
  out.fill(NOBODY, i);
}

/** Draws fills, and borders wherever a pixel differs from its left or upper neighbour. */
export function drawSegments(
  pixels: Pixels,
  idMap: IdMap,
  view: View,
  box: BoxXyxy,
  colors: { readonly fill: Uint32Array; readonly border: Uint32Array },
): void {
  const { data, width } = pixels;
  const { fill, border } = colors;
  const [x0, , x1] = box;
  const length = x1 - x0;
  sampleRows(idMap, view, box, (y, slots, above, same) => {
    const start = y * width + x0;
    if (same) {
      data.copyWithin(start, start - width, start - width + length);
      return;
    }
    let left = slots[0]!;
    for (let i = 0; i < length; i += 1) {
      const slot = slots[i + 1]!;
      const up = above[i + 1]!;
      if (slot === left && slot === up) data[start + i] = fill[slot]!;
      else {
        // Nobody has no border: there the neighbour's is drawn, so that outlines close.
        const owner = slot !== NOBODY ? slot : left !== NOBODY ? left : up;
        data[start + i] = border[owner]!;
      }
      left = slot;
    }
  });
}

/** Device pixels from one hatch line to the next. */
const HATCH_PX = 8;
const HATCH_LINE_PX = 2;
const DASH_PX = 4;

/** Draws suggestions above the segments: hatched, dashed at the border, see-through in between. */
export function drawSuggestions(
  pixels: Pixels,
  idMap: IdMap,
  view: View,
  box: BoxXyxy,
  colors: { readonly fill: Uint32Array; readonly border: Uint32Array },
): void {
  const { data, width } = pixels;
  const { fill, border } = colors;
  const [x0, , x1] = box;
  // The hatch moves with the image.
  const anchor = Math.round(view.x) + Math.round(view.y);
  sampleRows(idMap, view, box, (y, slots, above) => {
    const start = y * width + x0;
    let left = slots[0]!;
    for (let i = 0; i < x1 - x0; i += 1) {
      const slot = slots[i + 1]!;
      const up = above[i + 1]!;
      if (slot !== left || slot !== up) {
        const owner = slot !== NOBODY ? slot : left !== NOBODY ? left : up;
        const isDash = ((((x0 + i + y - anchor) / DASH_PX) | 0) & 1) === 0;
        if (border[owner] !== 0) data[start + i] = isDash ? 0xffffffff : border[owner]!;
      } else if (slot !== NOBODY) {
        const phase = (((x0 + i + y - anchor) % HATCH_PX) + HATCH_PX) % HATCH_PX;
        if (phase < HATCH_LINE_PX) data[start + i] = border[slot]!;
        else if (data[start + i] === 0) data[start + i] = fill[slot]!;
      }
      left = slot;
    }
  });
}
