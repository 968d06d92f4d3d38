/** Statistics as the charts show them. */
import type { ClassShare, ImageChoice, ImageCount, Statistics } from "../../api/versions";
import type { AnnotationState, Split } from "../../api/types";

export type SplitName = Split | "none";
export const splitNames: readonly SplitName[] = ["train", "val", "test", "none"];

/** What a bar's length stands for. */
export type Measure = "num_segments" | "num_images" | "area_px";

export interface ClassFigures {
  class_id: number;
  name: string;
  color: string;
  num_segments: number;
  num_images: number;
  area_px: number;
  num_small: number;
  num_medium: number;
  num_large: number;
  areas: number[];
  bySplit: Record<SplitName, Record<Measure, number>>;
}

function none(): Record<Measure, number> {
  return { num_segments: 0, num_images: 0, area_px: 0 };
}

/** Every class summed over the splits. */
export function classFigures(statistics: Statistics): ClassFigures[] {
  return statistics.classes.map(({ class_id, name, color, splits }) => {
    const figures: ClassFigures = {
      ...{ class_id, name, color, ...none(), num_small: 0, num_medium: 0, num_large: 0 },
      areas: new Array<number>(statistics.area_edges_px.length + 1).fill(0),
      bySplit: { train: none(), val: none(), test: none(), none: none() },
    };
    for (const row of splits) {
      figures.bySplit[row.split ?? "none"] = row;
      for (const key of ["num_segments", "num_images", "area_px"] as const) {
        figures[key] += row[key];
      }
      figures.num_small += row.num_small;
      figures.num_medium += row.num_medium;
      figures.num_large += row.num_large;
      row.areas.forEach(
        (count, index) => (figures.areas[index] = (figures.areas[index] ?? 0) + count),
      );
    }
    return figures;
  });
}

/** Segments in each area bin, of one class or of all (null). */
export function areaCounts(classes: readonly ClassFigures[], classId: number | null): number[] {
  const chosen = classes.filter((row) => classId === null || row.class_id === classId);
  const length = classes[0]?.areas.length ?? 0;
  return Array.from({ length }, (_, index) =>
    chosen.reduce((sum, row) => sum + (row.areas[index] ?? 0), 0),
  );
}

export interface Range {
  from: number;
  /** The last value in it; null: no end. */
  to: number | null;
  count: number;
}

/**
 * Counts with what their bins span, without the empty ones at both ends.
 *
 * @param edges upper ends (exclusive) of all bins but the last.
 * @param first the lowest value that there can be.
 */
export function ranges(
  counts: readonly number[],
  edges: readonly number[],
  first: number,
): Range[] {
  const all = counts.map((count, index) => ({
    from: edges[index - 1] ?? first,
    to: index < edges.length ? edges[index]! - 1 : null,
    count,
  }));
  const filled = counts.flatMap((count, index) => (count > 0 ? [index] : []));
  return filled.length === 0 ? [] : all.slice(filled[0], filled.at(-1)! + 1);
}

export interface Totals {
  num_images: number;
  num_segments: number;
  /** Of all pixels, 0 to 1; null without pixels. */
  unlabelled: number | null;
}

export function totals(statistics: Statistics): Totals {
  const sum = (of: (row: Statistics["splits"][number]) => number) =>
    statistics.splits.reduce((total, row) => total + of(row), 0);
  const pixels = sum((row) => row.num_px);
  return {
    num_images: statistics.num_images,
    num_segments: sum((row) => row.num_segments),
    unlabelled: pixels === 0 ? null : sum((row) => row.unlabelled_px) / pixels,
  };
}

/** The largest classes by segments, and the others as one. */
export function shownShares(shares: readonly ClassShare[], max: number): ClassShare[] {
  return shares
    .filter((row) => row.num_segments > 0)
    .sort((a, b) => b.num_segments - a.num_segments || a.class_id - b.class_id)
    .slice(0, max);
}

export interface Taken {
  taken: number;
  /** Left out because of their state. */
  otherStates: { state: AnnotationState; count: number }[];
  /** Left out because of their split alone. */
  otherSplits: number;
}

/** How many images a choice takes, and why the others are left out. */
export function takenBy(counts: readonly ImageCount[], choice: ImageChoice): Taken {
  const result: Taken = { taken: 0, otherStates: [], otherSplits: 0 };
  for (const { state, split, num_images } of counts) {
    if (!choice.states.includes(state)) {
      const found = result.otherStates.find((row) => row.state === state);
      if (found) found.count += num_images;
      else result.otherStates.push({ state, count: num_images });
    } else if (choice.splits?.includes(split ?? "none") === false) {
      result.otherSplits += num_images;
    } else {
      result.taken += num_images;
    }
  }
  return result;
}

const compact = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const whole = new Intl.NumberFormat("en");

/** 12 345 → "12.3K", where there is little room. */
export function short(value: number): string {
  return compact.format(value);
}

/** 12345 → "12,345". */
export function long(value: number): string {
  return whole.format(value);
}
