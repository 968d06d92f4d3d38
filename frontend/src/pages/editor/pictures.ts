/** Decoded pictures: the one in sight, and a few that are wanted next, ready to be drawn. */

import { wrap } from "comlink";
import type { Remote } from "comlink";
import type { PictureDecoder } from "./pictures.worker";

export type DecodedPicture = ImageBitmap | HTMLImageElement;

/** Decoded, a picture of 12 megapixels takes 48 MB: the two that come next, and no more. */
const MOST_AHEAD = 2;

/** By address, the latest last. */
const ahead = new Map<string, Promise<DecodedPicture>>();

/** Each half as wide and high as the one before, made with the picture. */
const halvings = new WeakMap<DecodedPicture, readonly ImageBitmap[]>();

let decoder: Remote<PictureDecoder> | null = null;

/** Loads and decodes a picture that may be asked for soon. */
export function decodeAhead(url: string): void {
  if (ahead.has(url)) return;
  const decoded = decode(url);
  ahead.set(url, decoded);
  decoded.catch(() => ahead.delete(url));
  for (const [oldest, picture] of [...ahead].slice(0, -MOST_AHEAD)) {
    ahead.delete(oldest);
    picture.then(closePicture, () => undefined);
  }
}

/** The decoded picture, at once where it was decoded ahead. */
export async function loadPicture(url: string): Promise<DecodedPicture> {
  const ready = ahead.get(url);
  ahead.delete(url);
  return (await ready?.catch(() => undefined)) ?? decode(url);
}

/** The picture's halvings, largest first; none where nobody made them. */
export function halvingsMade(picture: DecodedPicture): readonly ImageBitmap[] {
  return halvings.get(picture) ?? [];
}

/** Gives the memory back; the picture must not be drawn any more. */
export function closePicture(picture: DecodedPicture): void {
  for (const bitmap of [picture, ...halvingsMade(picture)]) {
    if ("close" in bitmap) bitmap.close();
  }
}

/** In a worker: an image element decodes large pictures on the page's thread when they are first read. */
async function decode(url: string): Promise<DecodedPicture> {
  if (typeof Worker === "undefined" || typeof OffscreenCanvas === "undefined") {
    return decodeHere(url);
  }
  decoder ??= wrap<PictureDecoder>(
    new Worker(new URL("./pictures.worker.ts", import.meta.url), { type: "module" }),
  );
  const [picture, ...smaller] = await decoder.decode(url);
  halvings.set(picture!, smaller);
  return picture!;
}

async function decodeHere(url: string): Promise<HTMLImageElement> {
  const picture = new Image();
  picture.src = url;
  await picture.decode();
  return picture;
}
