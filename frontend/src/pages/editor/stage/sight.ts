/** What the status line tells about the pixel under the pointer. */

import type { Editor } from "../../../editor";
import type { SizeHw } from "../../../geometry/points";
import type { PaletteClass } from "../palette";

export interface Sight {
  /** Column and row of the pixel; null outside of the image. */
  readonly at: { readonly x: number; readonly y: number } | null;
  readonly owner: { readonly name: string; readonly areaPx: number } | null;
  /** Pixels that nobody owns; null while they are being counted. */
  readonly freePx: number | null;
  readonly percent: number;
  readonly sizeHw: SizeHw;
}

export function sightOf(
  editor: Editor,
  classOf: (classId: number) => PaletteClass | undefined,
): Sight {
  const { sizeHw, view, segments, suggestions } = editor.store.getState();
  const rest = { percent: Math.round(view.scale * 100), freePx: editor.unlabelledPx(), sizeHw };
  const point = editor.cursorAt();
  if (point === null) return { at: null, owner: null, ...rest };
  const [x, y] = [Math.floor(point.x), Math.floor(point.y)];
  if (x < 0 || y < 0 || x >= sizeHw[1] || y >= sizeHw[0]) {
    return { at: null, owner: null, ...rest };
  }
  const uid = editor.uidAt(point);
  const region = uid === null ? undefined : (segments.get(uid) ?? suggestions.get(uid));
  const owner = region && {
    name: classOf(region.classId)?.name ?? `#${region.classId}`,
    areaPx: region.areaPx,
  };
  return { at: { x, y }, owner: owner ?? null, ...rest };
}

/**
 * The share of `freePx` in an image, in per cent with one decimal: never 0 or 100 unless it is that.
 */
export function freePercent(freePx: number, [h, w]: SizeHw): string {
  const percent = (100 * freePx) / (h * w);
  if (percent > 0 && percent < 0.1) return "< 0.1 %";
  if (percent < 100 && percent > 99.9) return "> 99.9 %";
  return `${percent.toFixed(1)} %`;
}
