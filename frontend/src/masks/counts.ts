/** COCO run lengths at the edge: compressed counts, column-major, to row-major runs and back. */

import type { SizeHw } from "../geometry/points";
import { transpose } from "./transpose";
import type { Runs } from "./types";

/** Raised when counts from outside are no mask of the image. */
export class InvalidCounts extends Error {
  readonly code = "invalid_rle";
}

/** Characters start at '0' and carry five bits and a continuation flag (maskApi.c, rleToString). */
const FIRST_CHARACTER = 48;
const MORE = 0x20;
const SIGN = 0x10;

/**
 * Row-major runs from compressed counts.
 *
 * @throws InvalidCounts a character is unknown, a number is cut off, or the runs do not sum to h * w.
 * Source: pycocotools maskApi.c, rleFrString.
 */
export function runsFromCounts(counts: string, sizeHw: SizeHw): Runs {
  const lengths: number[] = [];
  let at = 0;
  while (at < counts.length) {
    let value = 0;
    let shift = 0;
    let bits = MORE;
    while ((bits & MORE) !== 0) {
      bits = counts.charCodeAt(at) - FIRST_CHARACTER;
      // A missing character is NaN, which no comparison accepts.
      if (!(bits >= 0 && bits < 64) || shift > 30) {
        throw new InvalidCounts(`The mask's counts are broken at character ${at}; save it again.`);
      }
      value |= (bits & 0x1f) << shift;
      at += 1;
      shift += 5;
    }
    if ((bits & SIGN) !== 0 && shift < 32) value |= -1 << shift;
    if (lengths.length > 2) value += lengths[lengths.length - 2]!;
    lengths.push(value);
  }
  return runsFromCountList(lengths, sizeHw);
}

/**
 * Row-major runs from uncompressed counts: lengths of unset, set, unset, … pixels, column by column.
 *
 * @throws InvalidCounts a length is negative, or the runs do not sum to h * w.
 */
export function runsFromCountList(lengths: readonly number[], sizeHw: SizeHw): Runs {
  const [h, w] = sizeHw;
  const bounds = new Int32Array(lengths.length + 1);
  let length = 0;
  let position = 0;
  let isSet = false;
  for (const run of lengths) {
    if (run < 0) throw new InvalidCounts(`The mask has a run of ${run} pixels; save it again.`);
    if (run > 0 && isSet) {
      // A run of no length between two set ones leaves them one.
      if (length > 0 && bounds[length - 1] === position) length -= 2;
      else bounds[length] = position;
      bounds[length + 1] = position + run;
      length += 2;
    }
    position += run;
    isSet = !isSet;
  }
  if (position !== h * w) {
    throw new InvalidCounts(
      `The mask's runs sum to ${position} pixels, the image has ${h * w} (${h}×${w}); save it again.`,
    );
  }
  return transpose({ sizeHw: [w, h], bounds: bounds.subarray(0, length) });
}

/** Compressed COCO counts of row-major runs. Source: pycocotools maskApi.c, rleToString. */
export function countsFromRuns(runs: Runs): string {
  const lengths = countListFromRuns(runs);
  const codes: number[] = [];
  for (let i = 0; i < lengths.length; i += 1) {
    let value = lengths[i]! - (i > 2 ? lengths[i - 2]! : 0);
    let more = true;
    while (more) {
      const bits = value & 0x1f;
      value >>= 5;
      more = (bits & SIGN) !== 0 ? value !== -1 : value !== 0;
      codes.push((more ? bits | MORE : bits) + FIRST_CHARACTER);
    }
  }
  return textOf(codes);
}

/** Uncompressed counts: lengths of unset, set, unset, … pixels, column by column. */
export function countListFromRuns(runs: Runs): number[] {
  const [h, w] = runs.sizeHw;
  const { bounds } = transpose(runs);
  const lengths: number[] = [];
  let position = 0;
  for (const bound of bounds) {
    lengths.push(bound - position);
    position = bound;
  }
  if (position < h * w || lengths.length === 0) lengths.push(h * w - position);
  return lengths;
}

/** Function arguments are limited in number, so long texts are made in pieces. */
function textOf(codes: readonly number[]): string {
  const PIECE = 8192;
  let text = "";
  for (let i = 0; i < codes.length; i += PIECE) {
    text += String.fromCharCode(...codes.slice(i, i + PIECE));
  }
  return text;
}
