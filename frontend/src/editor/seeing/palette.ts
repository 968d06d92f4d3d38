/** Colours that people with any colour vision tell apart. */

/**
 * Okabe & Ito's palette without black, which dark pictures would swallow; grey takes its place.
 * Source: Okabe and Ito, Color Universal Design (2008), https://jfly.uni-koeln.de/color/.
 */
const SAFE = [
  "#e69f00",
  "#56b4e9",
  "#009e73",
  "#f0e442",
  "#0072b2",
  "#d55e00",
  "#cc79a7",
  "#999999",
];

/** From the ninth on they return, darker and lighter in turn: lightness is seen by everybody. */
const SHADES = [0, -0.35, 0.45];

/** The colour with an index from 0, as '#rrggbb'. */
export function safeColor(index: number): string {
  const base = parseInt(SAFE[index % SAFE.length]!.slice(1), 16);
  const shade = SHADES[Math.floor(index / SAFE.length) % SHADES.length]!;
  const target = shade < 0 ? 0 : 255;
  const mixed = [base >> 16, (base >> 8) & 255, base & 255].map((channel) =>
    Math.round(channel + (target - channel) * Math.abs(shade)),
  );
  return `#${mixed.map((channel) => channel.toString(16).padStart(2, "0")).join("")}`;
}
