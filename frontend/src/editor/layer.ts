/** Regions at rest and their id-map: the segments are one layer, the suggestions another. */

import { boxOfBbox, isEmptyBox, joinBoxes, meetBoxes } from "../geometry/points";
import type { BboxXywh, BoxXyxy, ImagePoint, SizeHw } from "../geometry/points";
import { hasPixel, rowSpans } from "../masks/runs";
import type { Runs } from "../masks/types";
import type { Draft } from "./draft";
import { IdMap, MAX_SLOTS, NOBODY } from "./idmap";
import type { Tile } from "./idmap";

export interface Region {
  readonly uid: string;
  readonly z: number;
  readonly runs: Runs;
  readonly bboxXywh: BboxXywh;
}

/** A region's place in the layer. */
export interface Item<T extends Region> {
  readonly slot: number;
  region: T;
  /** Set while a gesture edits the pixels. */
  draft: Draft | null;
  /** Around all pixels, those of the draft included. */
  box: BoxXyxy;
  isHidden: boolean;
  isLocked: boolean;
}

/** Gestures leave the pixels of what is locked or cannot be seen alone. */
export function isFrozen({
  isHidden,
  isLocked,
}: Pick<Item<Region>, "isHidden" | "isLocked">): boolean {
  return isHidden || isLocked;
}

/** How many regions a layer holds. */
export const MAX_REGIONS = MAX_SLOTS;

/** Raised when an image has more regions than the id-map numbers. */
export class TooManyRegions extends Error {
  readonly code = "too_many_regions";
}

/** Paint order: ascending z, ties by uid; later covers earlier (the server composes alike). */
export function paintOrder(a: Region, b: Region): number {
  if (a.z !== b.z) return a.z - b.z;
  return a.uid < b.uid ? -1 : a.uid > b.uid ? 1 : 0;
}

export class Layer<T extends Region> {
  readonly idMap: IdMap;
  private readonly items: (Item<T> | undefined)[] = [undefined];
  private readonly free: number[] = [];
  private readonly byUid = new Map<string, Item<T>>();
  /** Every slot's box, four numbers each: 5,000 are searched in microseconds. */
  private boxes = new Int32Array(4 * 64);

  /**
   * @param keepsHidden hidden regions stay in the id-map: exclusive segments own their pixels, seen or
   *   not, while layered ones would cover what lies below.
   */
  constructor(
    readonly sizeHw: SizeHw,
    private readonly keepsHidden = false,
  ) {
    this.idMap = new IdMap(sizeHw);
  }

  get(uid: string): Item<T> | undefined {
    return this.byUid.get(uid);
  }

  at(slot: number): Item<T> | undefined {
    return this.items[slot];
  }

  /** Slots 1 … numSlots - 1 may be in use. */
  get numSlots(): number {
    return this.items.length;
  }

  get size(): number {
    return this.byUid.size;
  }

  all(): Item<T>[] {
    return [...this.byUid.values()];
  }

  /** Takes in regions that were composed already; the layer must be empty. */
  adopt({ regions, tiles }: { regions: readonly T[]; tiles: readonly Tile[] }): void {
    for (const region of regions) this.add(region);
    this.idMap.adopt(tiles);
  }

  /** Takes a region in without composing it. */
  add(region: T): Item<T> {
    const slot = this.free.pop() ?? this.items.length;
    if (slot > MAX_SLOTS) {
      throw new TooManyRegions(
        `An image can hold ${MAX_SLOTS} segments; merge or delete some to add more.`,
      );
    }
    const box = boxOfBbox(region.bboxXywh);
    const item = { slot, region, draft: null, box, isHidden: false, isLocked: false };
    this.items[slot] = item;
    this.byUid.set(region.uid, item);
    this.writeBox(item);
    return item;
  }

  /** Forgets a region; its pixels in the id-map are composed anew by the caller. */
  remove(item: Item<T>): void {
    this.items[item.slot] = undefined;
    this.byUid.delete(item.region.uid);
    this.boxes.fill(0, 4 * item.slot, 4 * item.slot + 4);
    this.free.push(item.slot);
  }

  /** Puts a region's next version in its place; a draft is over by that. */
  replace(item: Item<T>, region: T): void {
    item.region = region;
    item.draft = null;
    item.box = boxOfBbox(region.bboxXywh);
    this.writeBox(item);
  }

  /** Gives up a draft. */
  dropDraft(item: Item<T>): void {
    this.replace(item, item.region);
  }

  /** Lets the box of an item reach around what a gesture adds. */
  extend(item: Item<T>, box: BoxXyxy): void {
    item.box = joinBoxes(item.box, box);
    this.writeBox(item);
  }

  /** Items whose boxes meet a box, in paint order. */
  meeting([x0, y0, x1, y1]: BoxXyxy): Item<T>[] {
    const found: Item<T>[] = [];
    const { boxes } = this;
    for (let slot = 1; slot < this.items.length; slot += 1) {
      const i = 4 * slot;
      if (boxes[i]! < x1 && boxes[i + 1]! < y1 && boxes[i + 2]! > x0 && boxes[i + 3]! > y0) {
        const item = this.items[slot];
        if (item !== undefined) found.push(item);
      }
    }
    return found.sort((a, b) => paintOrder(a.region, b.region));
  }

  /** Visible items that have the pixel under a point, topmost first. */
  stackAt(point: ImagePoint): Item<T>[] {
    const [column, row] = [Math.floor(point.x), Math.floor(point.y)];
    return this.meeting([column, row, column + 1, row + 1])
      .filter((item) => !item.isHidden && hasPixel(item.region.runs, row, column))
      .reverse();
  }

  /** The item seen at a point, or undefined. */
  topAt(point: ImagePoint): Item<T> | undefined {
    const [column, row] = [Math.floor(point.x), Math.floor(point.y)];
    const [h, w] = this.sizeHw;
    if (row < 0 || column < 0 || row >= h || column >= w) return undefined;
    const item = this.items[this.idMap.get(row, column)];
    return item?.isHidden === true ? undefined : item;
  }

  /** Composes the id-map anew within a box; everything outside of it stays as it is. */
  compose(box: BoxXyxy): void {
    const [h, w] = this.sizeHw;
    const [left, top, right, bottom] = meetBoxes(box, [0, 0, w, h]);
    if (isEmptyBox([left, top, right, bottom])) return;
    for (let row = top; row < bottom; row += 1) this.idMap.fill(row, left, right, NOBODY);
    const spans: number[] = [];
    for (const item of this.meeting([left, top, right, bottom])) {
      if (item.isHidden && !this.keepsHidden) continue;
      const last = Math.min(bottom, item.box[3]);
      for (let row = Math.max(top, item.box[1]); row < last; row += 1) {
        spans.length = 0;
        rowSpansOf(item, row, left, right, spans);
        for (let i = 0; i < spans.length; i += 2) {
          this.idMap.fill(row, spans[i]!, spans[i + 1]!, item.slot);
        }
      }
    }
  }

  /** Composes the whole id-map anew from what is at rest. */
  composeAll(): void {
    this.idMap.empty();
    const items = this.all().sort((a, b) => paintOrder(a.region, b.region));
    for (const { region, slot, isHidden } of items) {
      if (isHidden && !this.keepsHidden) continue;
      const { bounds } = region.runs;
      for (let i = 0; i < bounds.length; i += 2) {
        this.idMap.fillRange(bounds[i]!, bounds[i + 1]!, slot);
      }
    }
  }

  private writeBox({ slot, box }: Item<T>): void {
    if (4 * slot + 4 > this.boxes.length) {
      const larger = new Int32Array(this.boxes.length * 2);
      larger.set(this.boxes);
      this.boxes = larger;
    }
    this.boxes.set(box, 4 * slot);
  }
}

/** Appends the columns that an item has now in one row, its draft included. */
export function rowSpansOf(
  { draft, region }: Pick<Item<Region>, "draft" | "region">,
  row: number,
  left: number,
  right: number,
  out: number[],
): void {
  if (draft === null) rowSpans(region.runs, row, left, right, out);
  else draft.rowSpans(row, left, right, out);
}
