/** One row's pixels as a short sorted list [start, end, start, end, …]: what a stroke edits in place. */

/** Makes the columns start … end - 1 set. */
export function addInterval(list: number[], start: number, end: number): void {
  if (end <= start) return;
  const length = list.length;
  // Strokes mostly append: keep that free of searching.
  if (length === 0 || start > list[length - 1]!) {
    list.push(start, end);
    return;
  }
  const first = firstAtLeast(list, start);
  const last = firstGreater(list, end);
  const replacement: number[] = [];
  if ((first & 1) === 0) replacement.push(start);
  if ((last & 1) === 0) replacement.push(end);
  list.splice(first, last - first, ...replacement);
}

/** Makes the columns start … end - 1 unset. */
export function removeInterval(list: number[], start: number, end: number): void {
  if (end <= start || list.length === 0) return;
  const first = firstAtLeast(list, start);
  const last = firstGreater(list, end);
  const replacement: number[] = [];
  if ((first & 1) === 1) replacement.push(start);
  if ((last & 1) === 1) replacement.push(end);
  list.splice(first, last - first, ...replacement);
}

/** What exactly one of both lists has. */
export function xorIntervals(a: readonly number[], b: readonly number[]): number[] {
  return combineIntervals(a, b, (inA, inB) => inA !== inB);
}

export function uniteIntervals(a: readonly number[], b: readonly number[]): number[] {
  return combineIntervals(a, b, (inA, inB) => inA || inB);
}

export function meetIntervals(a: readonly number[], b: readonly number[]): number[] {
  return combineIntervals(a, b, (inA, inB) => inA && inB);
}

/** What a has and b has not. */
export function subtractIntervals(a: readonly number[], b: readonly number[]): number[] {
  return combineIntervals(a, b, (inA, inB) => inA && !inB);
}

function combineIntervals(
  a: readonly number[],
  b: readonly number[],
  isSetIn: (inA: boolean, inB: boolean) => boolean,
): number[] {
  const out: number[] = [];
  let i = 0;
  let j = 0;
  let isSet = false;
  while (i < a.length || j < b.length) {
    const nextA = i < a.length ? a[i]! : Infinity;
    const nextB = j < b.length ? b[j]! : Infinity;
    const at = nextA < nextB ? nextA : nextB;
    if (nextA === at) i += 1;
    if (nextB === at) j += 1;
    const becomes = isSetIn((i & 1) === 1, (j & 1) === 1);
    if (becomes === isSet) continue;
    out.push(at);
    isSet = becomes;
  }
  return out;
}

/** The index of the first bound ≥ value. */
function firstAtLeast(list: readonly number[], value: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (list[middle]! >= value) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The index of the first bound > value. */
function firstGreater(list: readonly number[], value: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (list[middle]! > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
