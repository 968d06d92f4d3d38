/** Tones out of local storage, whose content may be of any age and any shape. */

import { CHANNELS, type Tone } from "../../../pixels/tone";

/** @param value by project id; what does not fit is as it would be without. */
export function tonesOf(value: unknown): Record<string, Tone> {
  if (typeof value !== "object" || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).map(([project, tone]) => [project, toneOf(tone)]),
  );
}

function toneOf(value: unknown): Tone {
  const stored: Partial<Record<keyof Tone, unknown>> =
    typeof value === "object" && value !== null ? value : {};
  const { window, gamma, brightness, contrast } = stored;
  const [low, high] = Array.isArray(window) ? (window as unknown[]) : [];
  const isWindow = isWithin(low, 0, 65_535) && isWithin(high, low, 65_535);
  return {
    window: isWindow ? [low, high] : null,
    gamma: isWithin(gamma, 0.1, 10) ? gamma : 1,
    brightness: isWithin(brightness, 20, 300) ? brightness : 100,
    contrast: isWithin(contrast, 20, 300) ? contrast : 100,
    channel: CHANNELS.find((each) => each === stored.channel) ?? "rgb",
    isInverted: stored.isInverted === true,
  };
}

function isWithin(value: unknown, low: number, high: number): value is number {
  return typeof value === "number" && value >= low && value <= high;
}
