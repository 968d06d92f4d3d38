/** How masks and marks are shown beyond colour and opacity; nothing here is saved with the image. */

import type { BoxXyxy, ImagePoint } from "../../geometry/points";

export type MaskStyle = "both" | "outline" | "fill";

export interface Seeing {
  /** What of every segment is drawn. */
  readonly maskStyle: MaskStyle;
  /** Thickness of the borders in CSS pixels. */
  readonly outlinePx: number;
  /** Colours that people with any colour vision tell apart (Okabe & Ito). */
  readonly hasSafeColors: boolean;
  /** Lines between the image's pixels where these are large on the screen. */
  readonly hasPixelGrid: boolean;
  /** The small picture in the corner that tells where the viewport is. */
  readonly hasMinimap: boolean;
  /** A hatch over the pixels that nobody owns. */
  readonly showsUnlabelled: boolean;
}

export const FIRST_SEEING: Seeing = {
  maskStyle: "both",
  outlinePx: 1,
  hasSafeColors: false,
  hasPixelGrid: true,
  hasMinimap: true,
  showsUnlabelled: false,
};

export const MASK_STYLES: readonly MaskStyle[] = ["both", "outline", "fill"];
export const LARGEST_OUTLINE_PX = 4;

/** A measured line in image pixels. */
export interface Ruler {
  readonly from: ImagePoint;
  readonly to: ImagePoint;
}

/** A place that the eye is led to, and what is there. */
export interface Beacon {
  readonly boxXyxy: BoxXyxy;
  readonly areaPx: number;
  /** The how manieth of how many, from 1. */
  readonly index: number;
  readonly total: number;
}
