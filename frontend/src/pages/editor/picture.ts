/** How the picture is shown, so that dark or flat images can be labelled; its bytes never change. */

export interface PictureLevels {
  /** Per cent; 100 is the picture as it is. */
  brightness: number;
  contrast: number;
}

export const PLAIN_PICTURE: PictureLevels = { brightness: 100, contrast: 100 };

/** A CSS filter; '' costs nothing. */
export function pictureFilter({ brightness, contrast }: PictureLevels): string {
  return [
    brightness === PLAIN_PICTURE.brightness ? "" : `brightness(${brightness / 100})`,
    contrast === PLAIN_PICTURE.contrast ? "" : `contrast(${contrast / 100})`,
  ]
    .filter(Boolean)
    .join(" ");
}
