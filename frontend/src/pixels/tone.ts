/** From the picture's values to what is shown: window, gamma, brightness, contrast, in one table. */

export const CHANNELS = ["rgb", "red", "green", "blue", "grey"] as const;
export type Channel = (typeof CHANNELS)[number];

/** How a picture is shown; its values never change. */
export interface Tone {
  /** The values shown black and white; null: those of the picture as it came. */
  readonly window: readonly [low: number, high: number] | null;
  /** Above 1 the dark parts become brighter. */
  readonly gamma: number;
  /** Per cent; 100 changes nothing. */
  readonly brightness: number;
  readonly contrast: number;
  readonly channel: Channel;
  readonly isInverted: boolean;
}

export const PLAIN_TONE: Tone = {
  window: null,
  gamma: 1,
  brightness: 100,
  contrast: 100,
  channel: "rgb",
  isInverted: false,
};

export function isPlainTone(tone: Tone): boolean {
  return (Object.keys(PLAIN_TONE) as (keyof Tone)[]).every((key) => tone[key] === PLAIN_TONE[key]);
}

/**
 * What every value from 0 to `maxValue` is shown as, in [0, 255].
 *
 * Brightness multiplies, contrast spreads round the middle, each cut off at black and white before the
 * next, as the CSS filters of these names do.
 *
 * @param whole the window of the picture as it came, for tones without one.
 */
export function toneTable(
  { window, gamma, brightness, contrast, isInverted }: Omit<Tone, "channel">,
  maxValue: number,
  whole: readonly [number, number],
): Uint8Array {
  const [low, high] = window ?? whole;
  const table = new Uint8Array(maxValue + 1);
  for (let value = 0; value <= maxValue; value += 1) {
    // A window without width is a threshold.
    let t = high > low ? unit((value - low) / (high - low)) : value >= high ? 1 : 0;
    if (gamma !== 1) t **= 1 / gamma;
    t = unit((t * brightness) / 100);
    t = unit(((t - 0.5) * contrast) / 100 + 0.5);
    table[value] = Math.round(255 * (isInverted ? 1 - t : t));
  }
  return table;
}

function unit(value: number): number {
  return Math.min(Math.max(value, 0), 1);
}
