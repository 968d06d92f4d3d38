/** Holds one picture's values off the main thread and floods them. */

import { expose, transfer } from "comlink";

import type { SizeHw } from "../geometry/points";
import { Flood } from "../masks/flood";
import type { FillQuestion } from "./filler";
import { readPixels } from "./read";
import { similarRows } from "./similar";
import type { PicturePixels } from "./types";

let pixels: PicturePixels | null = null;

const filler = {
  read(picture: ImageBitmap, sizeHw: SizeHw): void {
    pixels = readPixels(picture, sizeHw);
    picture.close();
  },

  /** The bounds of the filled runs. */
  fill({ seed, tolerance, ...options }: FillQuestion): Int32Array {
    if (pixels === null) throw new Error("The picture was not read before it was filled.");
    const flood = new Flood(similarRows(pixels, seed, tolerance), pixels.sizeHw, seed, options);
    flood.run();
    const { bounds } = flood.runs();
    return transfer(bounds, [bounds.buffer]);
  },
};

export type FillWorker = typeof filler;

expose(filler);
