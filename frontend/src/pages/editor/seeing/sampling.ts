/** The histogram of an 8-bit picture, from at most a quarter of a million of its pixels. */

import type { DecodedPicture } from "../pictures";
import type { Channel } from "../../../pixels/tone";
import type { Counts } from "../../../pixels/histogram";

/** Every value is one of the picture's own: pixels are left out, never averaged. */
const LONGEST_PX = 512;

export type ChannelCounts = Readonly<Record<Channel, Counts>>;

/** Rec. 709 luma, as the grey that is shown. */
export const LUMA = [0.2126, 0.7152, 0.0722] as const;

export function channelCounts(source: DecodedPicture): ChannelCounts {
  // Of an image element that is in no page, these are the picture's own, like a bitmap's.
  const scale = Math.min(LONGEST_PX / Math.max(source.width, source.height), 1);
  const width = Math.max(Math.round(source.width * scale), 1);
  const height = Math.max(Math.round(source.height * scale), 1);
  const context = new OffscreenCanvas(width, height).getContext("2d", {
    willReadFrequently: true,
  });
  if (context === null) return countChannels(new Uint8ClampedArray());
  context.imageSmoothingEnabled = false;
  context.drawImage(source, 0, 0, width, height);
  return countChannels(context.getImageData(0, 0, width, height).data);
}

/** @param rgba 4 bytes a pixel. */
export function countChannels(rgba: Uint8ClampedArray): ChannelCounts {
  const [rgb, red, green, blue, grey] = Array.from({ length: 5 }, () => new Uint32Array(256));
  for (let i = 0; i < rgba.length; i += 4) {
    const [r, g, b] = [rgba[i]!, rgba[i + 1]!, rgba[i + 2]!];
    red![r]! += 1;
    green![g]! += 1;
    blue![b]! += 1;
    grey![Math.round(LUMA[0] * r + LUMA[1] * g + LUMA[2] * b)]! += 1;
  }
  for (let value = 0; value < 256; value += 1) {
    rgb![value] = red![value]! + green![value]! + blue![value]!;
  }
  return { rgb: rgb!, red: red!, green: green!, blue: blue!, grey: grey! };
}
