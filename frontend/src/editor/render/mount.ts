/** Puts an editor's canvases into the page. */

import type { Editor } from "../types";

export interface Screen {
  /** The picture, once loaded; any drawable of the image's size or smaller (it is stretched). */
  setPicture(picture: CanvasImageSource | null): void;
  /** CSS filter of the picture alone, for example 'brightness(1.2) contrast(1.5)'; '' for none. */
  setPictureFilter(filter: string): void;
  destroy(): void;
}
