/** Commands on the view: they change how the image is seen and nothing else. */

import { boxOfBbox, imagePoint, screenPoint } from "../geometry/points";
import type { ScreenPoint, SizeHw } from "../geometry/points";
import { fit, limit, panBy, zoomAt } from "../geometry/view";
import type { View } from "../geometry/view";
import type { Core } from "./core";
import type { Uid } from "./types";

/** Around a segment that is brought into view, as a part of the viewport. */
const REVEAL_MARGIN = 0.2;

export function setViewport(core: Core, viewportHw: SizeHw): void {
  const { sizeHw, view, viewportHw: before } = core.state;
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
  const { segments, suggestions, view, sizeHw, viewportHw } = core.state;
  const region = segments.get(uid) ?? suggestions.get(uid);
  if (region === undefined) return;
  const [x0, y0, x1, y1] = boxOfBbox(region.bboxXywh);
  const room = 1 - 2 * REVEAL_MARGIN;
  const fitting = Math.min((viewportHw[1] * room) / (x1 - x0), (viewportHw[0] * room) / (y1 - y0));
  const factor = Math.min(Math.max(view.scale, Math.min(fitting / 4, 4)), fitting) / view.scale;
  const middle = screenPoint(viewportHw[1] / 2, viewportHw[0] / 2);
  const zoomed = zoomAt(view, middle, factor, sizeHw, viewportHw);
  const centre = imagePoint((x0 + x1) / 2, (y0 + y1) / 2);
  const x = viewportHw[1] / 2 - centre.x * zoomed.scale;
  const y = viewportHw[0] / 2 - centre.y * zoomed.scale;
  setView(core, limit({ scale: zoomed.scale, x, y }, sizeHw, viewportHw));
}

function setView(core: Core, view: View): void {
  core.set({ view });
}
