/** Commands on the view: they change how the image is seen and nothing else. */

import { boxOfBbox, imagePoint, screenPoint } from "../geometry/points";
import type { BoxXyxy, ImagePoint, ScreenPoint, SizeHw } from "../geometry/points";
import { FIT_MARGIN_PX, fit, limit, MAX_SCALE, panBy, zoomAt } from "../geometry/view";
import type { View } from "../geometry/view";
import type { Core } from "./core";
import type { Uid } from "./types";

/** Around a segment that is brought into view, as a part of the viewport. */
const REVEAL_MARGIN = 0.2;

/** @param movedPx how far down the viewport's top went while the picture is to stay; null: it may move. */
export function setViewport(core: Core, viewportHw: SizeHw, movedPx: number | null = null): void {
  const { sizeHw, view, viewportHw: before } = core.state;
  if (movedPx !== null) {
    const kept = { ...view, y: view.y - movedPx };
    core.set({ viewportHw, view: limit(kept, sizeHw, viewportHw) });
    return;
  }
  // A picture that was fitted stays fitted when the window changes.
  const fitted = fit(sizeHw, before);
  const wasFitted = view.scale === fitted.scale && view.x === fitted.x && view.y === fitted.y;
  const next = wasFitted ? fit(sizeHw, viewportHw) : limit(view, sizeHw, viewportHw);
  core.set({ viewportHw, view: next });
}

export function fitView(core: Core): void {
  setView(core, fit(core.state.sizeHw, core.state.viewportHw));
}

export function zoomView(core: Core, factor: number, at?: ScreenPoint): void {
  const { view, sizeHw, viewportHw } = core.state;
  const middle = screenPoint(viewportHw[1] / 2, viewportHw[0] / 2);
  setView(core, zoomAt(view, at ?? middle, factor, sizeHw, viewportHw));
}

export function panView(core: Core, dx: number, dy: number): void {
  const { view, sizeHw, viewportHw } = core.state;
  setView(core, panBy(view, dx, dy, sizeHw, viewportHw));
}

/** Centres a segment or suggestion; zooms out until it fits, and in only where it would be tiny. */
export function revealInView(core: Core, uid: Uid): void {
  const { segments, suggestions } = core.state;
  const region = segments.get(uid) ?? suggestions.get(uid);
  if (region !== undefined) revealBoxInView(core, boxOfBbox(region.bboxXywh));
}

/** As `revealInView`, for any box of the image. */
export function revealBoxInView(core: Core, [x0, y0, x1, y1]: BoxXyxy): void {
  const { view, sizeHw, viewportHw } = core.state;
  const room = 1 - 2 * REVEAL_MARGIN;
  const fitting = Math.min((viewportHw[1] * room) / (x1 - x0), (viewportHw[0] * room) / (y1 - y0));
  const factor = Math.min(Math.max(view.scale, Math.min(fitting / 4, 4)), fitting) / view.scale;
  const middle = screenPoint(viewportHw[1] / 2, viewportHw[0] / 2);
  const zoomed = zoomAt(view, middle, factor, sizeHw, viewportHw);
  centreView(core, imagePoint((x0 + x1) / 2, (y0 + y1) / 2), zoomed.scale);
}

/** Brings an image position to the middle of the viewport. */
export function centreView(core: Core, { x, y }: ImagePoint, scale: number): void {
  const { sizeHw, viewportHw } = core.state;
  const [left, top] = [viewportHw[1] / 2 - x * scale, viewportHw[0] / 2 - y * scale];
  setView(core, limit({ scale, x: left, y: top }, sizeHw, viewportHw));
}

/** Fits the width; what was in the vertical middle stays there, as far as the picture reaches. */
export function fitWidthInView(core: Core): void {
  const { view, sizeHw, viewportHw } = core.state;
  const [h, w] = sizeHw;
  const scale = Math.min(Math.max(viewportHw[1] - 2 * FIT_MARGIN_PX, 1) / w, MAX_SCALE);
  const middle = (viewportHw[0] / 2 - view.y) / view.scale;
  const half = Math.min((viewportHw[0] / 2 - FIT_MARGIN_PX) / scale, h / 2);
  const y = Math.min(Math.max(middle, half), h - half);
  centreView(core, imagePoint(w / 2, y), scale);
}

/** Around a segment that the picture is moved for, in CSS pixels. */
const SIGHT_MARGIN_PX = 24;

/** Moves the picture until the whole region is seen, or as much of it as fits; never zooms. */
export function bringIntoView(core: Core, uid: Uid): void {
  const { segments, suggestions, weakLabels, view, sizeHw, viewportHw } = core.state;
  const region = segments.get(uid) ?? suggestions.get(uid) ?? weakLabels.get(uid);
  if (region === undefined || region.bboxXywh === null) return;
  const [x0, y0, x1, y1] = boxOfBbox(region.bboxXywh);
  const dx = shift(x0 * view.scale + view.x, x1 * view.scale + view.x, viewportHw[1]);
  const dy = shift(y0 * view.scale + view.y, y1 * view.scale + view.y, viewportHw[0]);
  if (dx !== 0 || dy !== 0) setView(core, panBy(view, dx, dy, sizeHw, viewportHw));
}

/** How far a stretch of the screen must move to lie within 0 and `room`; 0 where it fills the view. */
function shift(from: number, to: number, room: number): number {
  const [low, high] = [SIGHT_MARGIN_PX, room - SIGHT_MARGIN_PX];
  if (to - from > high - low) {
    // Too large to be seen whole: what there is of it in the view may stay where it is.
    return to < low || from > high ? (low + high - from - to) / 2 : 0;
  }
  if (from >= 0 && to <= room) return 0;
  return from < low ? low - from : high - to;
}

function setView(core: Core, view: View): void {
  core.set({ view });
}
