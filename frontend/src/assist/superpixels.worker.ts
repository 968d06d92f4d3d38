/** The worker that reads files of superpixels: inflating and expanding millions of runs takes a while. */

import { expose, transfer } from "comlink";
import type { SizeHw } from "../geometry/points";
import { readSuperpixels } from "../masks/superpixelFile";
import type { SuperpixelTable } from "../masks/superpixels";

const reader = {
  async read(file: ArrayBuffer, sizeHw: SizeHw): Promise<SuperpixelTable> {
    const table = await readSuperpixels(file, sizeHw);
    const { rowStarts, starts, regions, mediumOf, coarseOf, boxes } = table;
    const arrays = [rowStarts, starts, regions, mediumOf, coarseOf, ...Object.values(boxes)];
    return transfer(
      table,
      arrays.map(({ buffer }) => buffer),
    );
  },
};
export type SuperpixelReader = typeof reader;

expose(reader);
