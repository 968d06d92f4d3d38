/** How often each value occurs in a picture, and what follows from it. */

/** Occurrences by value: entry v counts the value v. */
export type Counts = Uint32Array;

export function countValues(values: ArrayLike<number>, counts: Counts, start = 0, step = 1): void {
  for (let i = start; i < values.length; i += step) counts[values[i]!]! += 1;
}

/** The smallest value that at least this share of the pixels does not exceed; 0 without pixels. */
export function percentile(counts: Counts, percent: number): number {
  let total = 0;
  for (const count of counts) total += count;
  const needed = Math.max((total * percent) / 100, 1);
  let seen = 0;
  for (let value = 0; value < counts.length; value += 1) {
    seen += counts[value]!;
    if (seen >= needed) return value;
  }
  return 0;
}

/** The lowest and the highest value that occur; [0, length - 1] without pixels. */
export function rangeOf(counts: Counts): [low: number, high: number] {
  const low = counts.findIndex((count) => count > 0);
  if (low < 0) return [0, counts.length - 1];
  return [low, counts.findLastIndex((count) => count > 0)];
}

/** The window that lets one per cent of the pixels go black and one per cent white. */
export function autoWindow(counts: Counts): [low: number, high: number] {
  const [low, high] = [percentile(counts, 1), percentile(counts, 99)];
  return low < high ? [low, high] : rangeOf(counts);
}

/** The counts of the values in [low, high], summed into bins of equal width, left to right. */
export function binned(counts: Counts, [low, high]: readonly [number, number], bins: number) {
  const sums = new Float64Array(bins);
  const width = (high - low + 1) / bins;
  for (let value = low; value <= high; value += 1) {
    sums[Math.min(Math.floor((value - low) / width), bins - 1)]! += counts[value] ?? 0;
  }
  return sums;
}
