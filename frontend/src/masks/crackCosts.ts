/** What each step between a picture's pixels costs: little where the pixels on its two sides differ. */

import type { CrackCosts } from "./livewire";

/** Share of steps that count as the strongest edges: a few glints must not make all others weak. */
const STRONGEST_SHARE = 0.005;
/** Even a step along the strongest edge costs this: shorter ways are better ways. */
const LEAST_COST = 1;
/** Shares of a step's cost: that it is no edge, and that a neighbouring step is more of one. */
const GRADIENT_COST = 60;
const CREST_COST = 40;

/**
 * @param values (H, W, channels) row-major, channels interleaved.
 */
export function crackCosts(
  values: ArrayLike<number>,
  h: number,
  w: number,
  channels: number,
): CrackCosts {
  const smooth = smoothed(values, h, w, channels);
  // Differences across the steps to the right lie between rows, across those downwards between columns.
  const acrossRows = differences(smooth, h, w, channels, true);
  const acrossColumns = differences(smooth, h, w, channels, false);
  const strongest = strongestOf(acrossRows, acrossColumns);
  return {
    right: costsOf(acrossRows, w, strongest),
    down: costsOf(acrossColumns, 1, strongest),
  };
}

/** A small blur (1 2 1 both ways): noise of single pixels draws no edges. */
function smoothed(values: ArrayLike<number>, h: number, w: number, channels: number): Float32Array {
  const rowLength = w * channels;
  const lying = new Float32Array(h * rowLength);
  for (let i = 0; i < lying.length; i += 1) {
    const inRow = i % rowLength;
    const before = inRow >= channels ? values[i - channels]! : values[i]!;
    const after = inRow + channels < rowLength ? values[i + channels]! : values[i]!;
    lying[i] = (before + 2 * values[i]! + after) / 4;
  }
  const both = new Float32Array(lying.length);
  for (let i = 0; i < both.length; i += 1) {
    const above = i >= rowLength ? lying[i - rowLength]! : lying[i]!;
    const below = i + rowLength < both.length ? lying[i + rowLength]! : lying[i]!;
    both[i] = (above + 2 * lying[i]! + below) / 4;
  }
  return both;
}

/** Of each step the greatest difference of a channel; 0 along the window's own border. */
function differences(
  smooth: Float32Array,
  h: number,
  w: number,
  channels: number,
  betweenRows: boolean,
): Float32Array {
  const across = betweenRows ? w : w + 1;
  const down = betweenRows ? h + 1 : h;
  const found = new Float32Array(across * down);
  const far = betweenRows ? w * channels : channels;
  for (let row = betweenRows ? 1 : 0; row < h; row += 1) {
    for (let column = betweenRows ? 0 : 1; column < w; column += 1) {
      const pixel = (row * w + column) * channels;
      let greatest = 0;
      for (let c = pixel; c < pixel + channels; c += 1) {
        greatest = Math.max(greatest, Math.abs(smooth[c]! - smooth[c - far]!));
      }
      found[row * across + column] = greatest;
    }
  }
  return found;
}

/** The difference that only the strongest share of steps reaches; at least 1. */
function strongestOf(...all: readonly Float32Array[]): number {
  const counts = new Int32Array(1024);
  let greatest = 1;
  for (const found of all) for (const value of found) greatest = Math.max(greatest, value);
  for (const found of all) {
    for (const value of found) counts[Math.floor((value / greatest) * 1023)]! += 1;
  }
  let left = STRONGEST_SHARE * all.reduce((sum, found) => sum + found.length, 0);
  let bin = 1023;
  while (bin > 0 && left - counts[bin]! > 0) {
    left -= counts[bin]!;
    bin -= 1;
  }
  return Math.max(((bin + 1) / 1024) * greatest, 1);
}

/**
 * @param beside how far the neighbouring parallel step is: a row or a column away.
 */
function costsOf(found: Float32Array, beside: number, strongest: number): Uint8Array {
  const costs = new Uint8Array(found.length);
  for (let i = 0; i < found.length; i += 1) {
    const value = found[i]!;
    const isCrest =
      value > 0 && value >= (found[i - beside] ?? 0) && value >= (found[i + beside] ?? 0);
    const strength = Math.min(value / strongest, 1);
    costs[i] = Math.round(LEAST_COST + GRADIENT_COST * (1 - strength) + (isCrest ? 0 : CREST_COST));
  }
  return costs;
}
