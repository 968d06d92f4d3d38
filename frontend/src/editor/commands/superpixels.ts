/** Superpixels: the picture's regions, and which of their sizes is painted with. */

import type { Superpixels, SuperpixelSize } from "../../masks/superpixels";
import type { Core } from "../core";

export interface SuperpixelCommands {
  /** Takes over the picture's regions, once they are there. */
  setSuperpixels(superpixels: Superpixels): void;
  setSuperpixelSize(size: SuperpixelSize): void;
}

export function superpixelCommands(core: Core): SuperpixelCommands {
  return {
    setSuperpixels: (superpixels) => core.set({ superpixels }),
    setSuperpixelSize: (superpixelSize) => core.set({ superpixelSize, highlight: null }),
  };
}
