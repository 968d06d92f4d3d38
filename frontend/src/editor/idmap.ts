/** The topmost slot of every pixel, in tiles that are allocated when first touched. */

import type { SizeHw } from "../geometry/points";

/** 512² tiles: half a megabyte each, so that an untouched picture costs nothing. */
export const TILE_SHIFT = 9;
export const TILE_SIZE = 1 << TILE_SHIFT;
const TILE_MASK = TILE_SIZE - 1;

/** Slot 0 means that no segment is there. */
export const NOBODY = 0;

/** What 16 bits number, without NOBODY. */
export const MAX_SLOTS = 65_535;

/** Below this, a loop is faster than TypedArray.fill (measured in Node 24). */
const SHORT_FILL = 24;

/** One tile that is in use, by its place among the tiles (row-major). */
export interface Tile {
  readonly index: number;
  /** 512 * 512 slots, row-major. */
  readonly slots: Uint16Array<ArrayBuffer>;
}

export class IdMap {
  readonly tilesAcross: number;
  private readonly tiles: (Uint16Array<ArrayBuffer> | undefined)[];

  constructor(readonly sizeHw: SizeHw) {
    this.tilesAcross = Math.ceil(sizeHw[1] / TILE_SIZE);
    this.tiles = new Array<undefined>(this.tilesAcross * Math.ceil(sizeHw[0] / TILE_SIZE)).fill(
      undefined,
    );
  }

  /** The tile that holds a pixel: (512 * 512) slots, row-major; undefined where all is NOBODY. */
  tileAt(row: number, column: number): Uint16Array | undefined {
    return this.tiles[(row >> TILE_SHIFT) * this.tilesAcross + (column >> TILE_SHIFT)];
  }

  get(row: number, column: number): number {
    const tile = this.tileAt(row, column);
    return tile === undefined ? NOBODY : tile[offsetOf(row, column)]!;
  }

  /** Gives the columns [start, end) of one row to a slot. */
  fill(row: number, start: number, end: number, slot: number): void {
    let from = start;
    while (from < end) {
      const stop = Math.min(end, (from | TILE_MASK) + 1);
      const tile = slot === NOBODY ? this.tileAt(row, from) : this.ensureTile(row, from);
      if (tile !== undefined) {
        const offset = offsetOf(row, from);
        const last = offset + stop - from;
        if (stop - from > SHORT_FILL) tile.fill(slot, offset, last);
        else for (let i = offset; i < last; i += 1) tile[i] = slot;
      }
      from = stop;
    }
  }

  /** Gives the pixels with row-major indices [start, end) to a slot. */
  fillRange(start: number, end: number, slot: number): void {
    const w = this.sizeHw[1];
    let row = Math.floor(start / w);
    let column = start - row * w;
    let rest = end - start;
    while (rest > 0) {
      const count = Math.min(rest, w - column);
      this.fill(row, column, column + count, slot);
      rest -= count;
      row += 1;
      column = 0;
    }
  }

  /**
   * Writes who owns the columns [start, end) of a row as (slot, start, end), … into `out`.
   *
   * @returns how many numbers were written; `out` must hold 3 * (end - start).
   */
  owners(row: number, start: number, end: number, out: Int32Array): number {
    let used = 0;
    let from = start;
    while (from < end) {
      const stop = Math.min(end, (from | TILE_MASK) + 1);
      const tile = this.tileAt(row, from);
      const base = offsetOf(row, from) - from;
      while (from < stop) {
        const slot = tile === undefined ? NOBODY : tile[base + from]!;
        let next = tile === undefined ? stop : from + 1;
        while (next < stop && tile![base + next] === slot) next += 1;
        if (used > 0 && out[used - 3] === slot) out[used - 1] = next;
        else {
          out[used] = slot;
          out[used + 1] = from;
          out[used + 2] = next;
          used += 3;
        }
        from = next;
      }
    }
    return used;
  }

  allTiles(): Tile[] {
    return this.tiles.flatMap((slots, index) => (slots === undefined ? [] : [{ index, slots }]));
  }

  /** Takes tiles over instead of its own; they belong to it from then on. */
  adopt(tiles: readonly Tile[]): void {
    this.tiles.fill(undefined);
    for (const { index, slots } of tiles) this.tiles[index] = slots;
  }

  /** Nobody owns anything; the tiles stay, for they are needed again at once. */
  empty(): void {
    for (const tile of this.tiles) tile?.fill(NOBODY);
  }

  private ensureTile(row: number, column: number): Uint16Array {
    const index = (row >> TILE_SHIFT) * this.tilesAcross + (column >> TILE_SHIFT);
    return (this.tiles[index] ??= new Uint16Array(TILE_SIZE * TILE_SIZE));
  }
}

function offsetOf(row: number, column: number): number {
  return ((row & TILE_MASK) << TILE_SHIFT) | (column & TILE_MASK);
}
