/**
 * Decodes pictures and halves them, off the page's thread: of 67 megapixels that takes seconds, in which
 * nobody could draw.
 */

import { expose, transfer } from "comlink";

import { halvingsOf } from "../../pixels/halving";

/** The picture could not be had or decoded. */
export class PictureUnreadable extends Error {
  readonly code = "picture_unreadable";
}

const decoder = {
  /** The picture itself, then its halvings, largest first. */
  async decode(url: string): Promise<ImageBitmap[]> {
    const answer = await fetch(url);
    if (!answer.ok) throw new PictureUnreadable(`${answer.status} from ${url}`);
    const levels = [await createImageBitmap(await answer.blob())];
    for (const { sizeHw } of halvingsOf([levels[0]!.height, levels[0]!.width])) {
      const smaller = halved(levels.at(-1)!, sizeHw[1], sizeHw[0]);
      // Without memory for a halving larger ones are drawn.
      if (smaller === null) break;
      levels.push(smaller);
    }
    return transfer(levels, levels);
  },
};

function halved(from: ImageBitmap, width: number, height: number): ImageBitmap | null {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d");
  if (context === null) return null;
  context.drawImage(from, 0, 0, width, height);
  return canvas.transferToImageBitmap();
}

export type PictureDecoder = typeof decoder;

expose(decoder);
