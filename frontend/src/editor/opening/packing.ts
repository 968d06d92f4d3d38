/** A prepared image as it goes from the worker to the page: few large buffers that move without a copy. */

import type { SizeHw } from "../../geometry/points";
import type { Region } from "../layer";
import type { EditorSegment, EditorSuggestion } from "../types";
import type { Prepared, PreparedLayer } from "./prepare";

interface PackedLayer<T extends Region> {
  readonly shells: readonly Omit<T, "runs">[];
  /** All regions' bounds, one after the other. */
  readonly bounds: Int32Array<ArrayBuffer>;
  /** Where each region's bounds end. */
  readonly ends: Int32Array<ArrayBuffer>;
  readonly tiles: PreparedLayer<T>["tiles"];
}

export type Packed = { readonly [Name in keyof Prepared]: PackedLayer<RegionOf<Prepared[Name]>> };
type RegionOf<L> = L extends PreparedLayer<infer T> ? T : never;

export function pack({ segments, suggestions }: Prepared): Packed {
  return { segments: packLayer(segments), suggestions: packLayer(suggestions) };
}

export function unpack({ segments, suggestions }: Packed, sizeHw: SizeHw): Prepared {
  return {
    segments: unpackLayer<EditorSegment>(segments, sizeHw),
    suggestions: unpackLayer<EditorSuggestion>(suggestions, sizeHw),
  };
}

/** The buffers that may move. */
export function buffersOf(packed: Packed): ArrayBuffer[] {
  return [packed.segments, packed.suggestions].flatMap(({ bounds, ends, tiles }) => [
    bounds.buffer,
    ends.buffer,
    ...tiles.map(({ slots }) => slots.buffer),
  ]);
}

function packLayer<T extends Region>({ regions, tiles }: PreparedLayer<T>): PackedLayer<T> {
  const total = regions.reduce((sum, { runs }) => sum + runs.bounds.length, 0);
  const bounds = new Int32Array(total);
  const ends = new Int32Array(regions.length);
  let end = 0;
  const shells = regions.map(({ runs, ...shell }, i) => {
    bounds.set(runs.bounds, end);
    end += runs.bounds.length;
    ends[i] = end;
    return shell;
  });
  return { shells, bounds, ends, tiles };
}

function unpackLayer<T extends Region>(
  { shells, bounds, ends, tiles }: PackedLayer<T>,
  sizeHw: SizeHw,
): PreparedLayer<T> {
  const regions = shells.map((shell, i) => ({
    ...shell,
    runs: { sizeHw, bounds: bounds.subarray(i === 0 ? 0 : ends[i - 1], ends[i]) },
  }));
  // TypeScript does not see that T is its shell and runs.
  return { regions: regions as unknown as T[], tiles };
}
