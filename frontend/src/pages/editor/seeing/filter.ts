/** A tone in the words of SVG filters. */

import type { Channel } from "../../../pixels/tone";
import { LUMA } from "./sampling";

const ROWS: Record<Exclude<Channel, "rgb">, readonly number[]> = {
  red: [1, 0, 0],
  green: [0, 1, 0],
  blue: [0, 0, 1],
  grey: LUMA,
};

/** feColorMatrix's values: which channel the three shown ones are taken from. */
export function matrixOf(channel: Channel): string {
  const rows =
    channel === "rgb"
      ? [
          [1, 0, 0],
          [0, 1, 0],
          [0, 0, 1],
        ]
      : [ROWS[channel], ROWS[channel], ROWS[channel]];
  return `${rows.map((row) => `${row.join(" ")} 0 0`).join(" ")} 0 0 0 1 0`;
}

/**
 * feFunc's discrete table of 256 entries: entry v is what the value v becomes (Filter Effects, 9.6.1).
 * Browsers may cut or round when they come back to bytes; a quarter more stands between both errors.
 */
export function tableValues(table: Uint8Array): string {
  return Array.from(table, (value) => Math.min((value + 0.25) / 255, 1).toFixed(5)).join(" ");
}
