/** The connected regions of pixels that nobody owns, and which of them comes next. */

import type { BoxXyxy, SizeHw } from "../../geometry/points";
import type { Unlabelled } from "./unlabelled";

export interface FreeRegion {
  readonly areaPx: number;
  readonly boxXyxy: BoxXyxy;
}

/** Rows between two looks at the clock. */
const ROWS_AT_A_TIME = 64;
/** Work goes on for so long before the page gets its turn. */
const SLICE_MS = 8;

/** Appends the free columns of one row. */
type RowSource = (row: number, out: number[]) => void;

/** Sets of spans that hang together (union-find), with area and box by root. */
class Regions {
  private readonly parents: number[] = [];
  private readonly areas: number[] = [];
  private readonly boxes: [number, number, number, number][] = [];

  add(row: number, start: number, end: number): number {
    this.parents.push(this.parents.length);
    this.areas.push(end - start);
    this.boxes.push([start, row, end, row + 1]);
    return this.parents.length - 1;
  }

  join(a: number, b: number): void {
    const [kept, gone] = [this.root(a), this.root(b)];
    if (kept === gone) return;
    this.parents[gone] = kept;
    this.areas[kept]! += this.areas[gone]!;
    const [to, from] = [this.boxes[kept]!, this.boxes[gone]!];
    to[0] = Math.min(to[0], from[0]);
    to[1] = Math.min(to[1], from[1]);
    to[2] = Math.max(to[2], from[2]);
    to[3] = Math.max(to[3], from[3]);
  }

  all(): FreeRegion[] {
    return this.parents.flatMap((parent, i) =>
      parent === i ? [{ areaPx: this.areas[i]!, boxXyxy: this.boxes[i]! }] : [],
    );
  }

  private root(of: number): number {
    let at = of;
    while (this.parents[at] !== at) {
      this.parents[at] = this.parents[this.parents[at]!]!;
      at = this.parents[at]!;
    }
    return at;
  }
}

/** Regions of 4-connected pixels, the largest first, then by their boxes from the top left on. */
export function* regionsOf(rowsOf: RowSource, [h]: SizeHw): Generator<void, FreeRegion[]> {
  const regions = new Regions();
  let above: { spans: number[]; ids: number[] } = { spans: [], ids: [] };
  for (let row = 0; row < h; row += 1) {
    if (row % ROWS_AT_A_TIME === 0) yield;
    const spans: number[] = [];
    rowsOf(row, spans);
    const ids: number[] = [];
    let k = 0;
    for (let i = 0; i < spans.length; i += 2) {
      const [start, end] = [spans[i]!, spans[i + 1]!];
      const id = regions.add(row, start, end);
      ids.push(id);
      while (k < above.spans.length && above.spans[k + 1]! <= start) k += 2;
      for (let j = k; j < above.spans.length && above.spans[j]! < end; j += 2) {
        regions.join(above.ids[j / 2]!, id);
      }
    }
    above = { spans, ids };
  }
  return regions.all().sort(inOrder);
}

function inOrder(a: FreeRegion, b: FreeRegion): number {
  const [ax, ay] = a.boxXyxy;
  const [bx, by] = b.boxXyxy;
  return b.areaPx - a.areaPx || ay - by || ax - bx;
}

/** The region that follows another one in the order, which may be gone by now; at the end the first. */
export function nextRegion(regions: readonly FreeRegion[], after: FreeRegion | null): number {
  if (after === null) return 0;
  const at = regions.findIndex((region) => inOrder(region, after) > 0);
  return at < 0 ? 0 : at;
}

/** Finds the regions a slice at a time, and begins anew when pixels change meanwhile. */
export class RegionFinder {
  private found: { readonly version: number; readonly regions: FreeRegion[] } | null = null;

  constructor(
    private readonly unlabelled: Unlabelled,
    private readonly sizeHw: SizeHw,
  ) {}

  async find(): Promise<readonly FreeRegion[]> {
    for (;;) {
      const { version } = this.unlabelled;
      if (this.found?.version === version) return this.found.regions;
      const regions = await this.search(version);
      if (regions !== null) this.found = { version, regions };
    }
  }

  private async search(version: number): Promise<FreeRegion[] | null> {
    const work = regionsOf(
      (row, out) => this.unlabelled.freeSpans(row, 0, this.sizeHw[1], out),
      this.sizeHw,
    );
    while (this.unlabelled.count(SLICE_MS) === null) await pause();
    let until = performance.now() + SLICE_MS;
    for (;;) {
      if (this.unlabelled.version !== version) return null;
      const step = work.next();
      if (step.done === true) return step.value;
      if (performance.now() < until) continue;
      await pause();
      until = performance.now() + SLICE_MS;
    }
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 0);
  });
}
