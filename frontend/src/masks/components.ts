/** Connected parts of a mask, by union-find over the runs of its rows: the cost follows runs, not pixels. */

import type { BoxXyxy } from "../geometry/points";
import { RunsBuilder } from "./runs";
import { Spans, spansOfRuns } from "./spans";
import type { Runs } from "./types";

/** 4: pixels that share an edge are neighbours; 8: those that share a corner, too. */
export type Connectivity = 4 | 8;

/** Forbids steps between neighbouring pixels: what a cut is made of. */
export interface Barrier {
  /** Whether any step along a row, or from it to the next, is forbidden. */
  touches(row: number): boolean;
  /** Whether the step from a pixel to its neighbour in the same row (on the right) or the next is forbidden. */
  forbids(row: number, column: number, toRow: number, toColumn: number): boolean;
}

/** Every span of a mask with the number of the part that it belongs to. */
export interface Parts {
  readonly sizeHw: Runs["sizeHw"];
  readonly spans: Spans;
  /** One for each span: 0 … count - 1, in the order of the parts' first pixels. */
  readonly partOf: Int32Array;
  readonly count: number;
  /** In pixels, one for each part. */
  readonly areas: readonly number[];
}

export function partsOf(runs: Runs, connectivity: Connectivity, barrier?: Barrier): Parts {
  const spans = brokenSpans(spansOfRuns(runs), barrier);
  const parents = Int32Array.from({ length: spans.length }, (_, i) => i);
  const reach = connectivity === 8 ? 1 : 0;
  let above = 0;
  let start = 0;
  // [above, start) is the row before, [start, end) the row at hand.
  while (start < spans.length) {
    let end = start;
    while (end < spans.length && spans.row(end) === spans.row(start)) end += 1;
    const isNextRow = start > 0 && spans.row(start - 1) === spans.row(start) - 1;
    if (isNextRow) joinRows(spans, above, start, end, reach, parents, barrier);
    above = start;
    start = end;
  }
  return numbered(runs, spans, parents);
}

/** The pixels of the parts that are wanted. */
export function unionOfParts(
  { sizeHw, spans, partOf }: Parts,
  isWanted: (part: number) => boolean,
): Runs {
  const builder = new RunsBuilder(sizeHw);
  const w = sizeHw[1];
  for (let i = 0; i < spans.length; i += 1) {
    if (!isWanted(partOf[i]!)) continue;
    const base = spans.row(i) * w;
    builder.push(base + spans.start(i), base + spans.end(i));
  }
  return builder.finish();
}

/** Each part as a mask of its own, in the order of their first pixels. */
export function separated({ sizeHw, spans, partOf, count }: Parts): Runs[] {
  const builders = Array.from({ length: count }, () => new RunsBuilder(sizeHw, 8));
  const w = sizeHw[1];
  for (let i = 0; i < spans.length; i += 1) {
    const base = spans.row(i) * w;
    builders[partOf[i]!]!.push(base + spans.start(i), base + spans.end(i));
  }
  return builders.map((builder) => builder.finish());
}

/** The numbers of the parts that reach the edge of a box. */
export function partsAtEdge({ spans, partOf }: Parts, [x0, y0, x1, y1]: BoxXyxy): Set<number> {
  const found = new Set<number>();
  for (let i = 0; i < spans.length; i += 1) {
    const isRim = spans.row(i) === y0 || spans.row(i) === y1 - 1;
    if (isRim || spans.start(i) === x0 || spans.end(i) === x1) found.add(partOf[i]!);
  }
  return found;
}

/** Spans end where the barrier runs between two pixels of a row. */
function brokenSpans(spans: Spans, barrier: Barrier | undefined): Spans {
  if (barrier === undefined) return spans;
  const broken = new Spans();
  for (let i = 0; i < spans.length; i += 1) {
    const [row, end] = [spans.row(i), spans.end(i)];
    let start = spans.start(i);
    if (barrier.touches(row)) {
      for (let column = start; column + 1 < end; column += 1) {
        if (!barrier.forbids(row, column, row, column + 1)) continue;
        broken.push(row, start, column + 1);
        start = column + 1;
      }
    }
    broken.push(row, start, end);
  }
  return broken;
}

/** Joins the spans [above, start) of one row with those of the next, [start, end), where they touch. */
function joinRows(
  spans: Spans,
  above: number,
  start: number,
  end: number,
  reach: number,
  parents: Int32Array,
  barrier: Barrier | undefined,
): void {
  const row = spans.row(start) - 1;
  const guard = barrier?.touches(row) === true ? barrier : undefined;
  let first = start;
  for (let i = above; i < start; i += 1) {
    while (first < end && spans.end(first) + reach <= spans.start(i)) first += 1;
    for (let j = first; j < end && spans.start(j) < spans.end(i) + reach; j += 1) {
      if (guard === undefined || hasOpenStep(spans, i, j, reach, guard)) join(parents, i, j);
    }
  }
}

/** Whether some step from span i to span j, one row further down, is allowed. */
function hasOpenStep(spans: Spans, i: number, j: number, reach: number, barrier: Barrier): boolean {
  const row = spans.row(i);
  const from = Math.max(spans.start(i), spans.start(j) - reach);
  const end = Math.min(spans.end(i), spans.end(j) + reach);
  for (let column = from; column < end; column += 1) {
    const last = Math.min(column + reach, spans.end(j) - 1);
    for (let to = Math.max(column - reach, spans.start(j)); to <= last; to += 1) {
      if (!barrier.forbids(row, column, row + 1, to)) return true;
    }
  }
  return false;
}

function rootOf(parents: Int32Array, of: number): number {
  let root = of;
  while (parents[root] !== root) root = parents[root]!;
  let at = of;
  // Every span on the way points to the root from now on.
  while (parents[at] !== root) {
    const next = parents[at]!;
    parents[at] = root;
    at = next;
  }
  return root;
}

/** The earlier root wins: so parts are numbered by their first pixels. */
function join(parents: Int32Array, a: number, b: number): void {
  const [one, other] = [rootOf(parents, a), rootOf(parents, b)];
  if (one < other) parents[other] = one;
  else parents[one] = other;
}

function numbered({ sizeHw }: Runs, spans: Spans, parents: Int32Array): Parts {
  const partOf = new Int32Array(spans.length);
  const areas: number[] = [];
  for (let i = 0; i < spans.length; i += 1) {
    const root = rootOf(parents, i);
    const part = root === i ? areas.push(0) - 1 : partOf[root]!;
    partOf[i] = part;
    areas[part]! += spans.end(i) - spans.start(i);
  }
  return { sizeHw, spans, partOf, count: areas.length, areas };
}
