/** Commands on seeing: zoom to a scale, measure, styles of masks, where the pointer is. */

import type { BoxXyxy, ImagePoint } from "../../geometry/points";
import type { Beacon, Ruler, Seeing } from "./types";

export interface SeeingCommands {
  setSeeing(seeing: Partial<Seeing>): void;
  /** Zooms about the middle of the viewport; 1 is one CSS pixel to an image pixel. */
  zoomTo(scale: number): void;
  /** The picture's whole width, from the part that is seen. */
  fitWidth(): void;
  /** Brings an image position to the middle of the viewport. */
  centreOn(at: ImagePoint): void;
  /** Scrolls and zooms so that a box of the image is seen. */
  revealBox(boxXyxy: BoxXyxy): void;
  /** How many pixels nobody owns; null while they are being counted: ask again in the next frame. */
  unlabelledPx(): number | null;
  /** Leads to the next region that nobody owns, the largest first; null where everything is labelled. */
  nextUnlabelled(): Promise<Beacon | null>;
  setRuler(ruler: Ruler | null): void;
  /** Where the pointer is over the image's plane; null when it is elsewhere. */
  cursorAt(): ImagePoint | null;
  /** Called when pixels, marks, the pointer's place or the state changed: often; draw once a frame. */
  onSight(listener: () => void): () => void;
}
