/** Pointer, pen, touch and wheel events of the canvas, as the editor takes them. */

import { screenPoint } from "../../geometry/points";
import type { ScreenPoint } from "../../geometry/points";
import type { Editor } from "../interface";
import { draggedRadius } from "../sizing";
import type { PointerInput, ToolName } from "../types";
import { Palms } from "./palms";

/** The pen's eraser end (Pointer Events 3, buttons). */
const PEN_ERASER_BUTTONS = 32;
const MIDDLE_BUTTON = 1;
const RIGHT_BUTTON = 2;
/** One wheel notch (100 pixels) zooms by about 1.2. */
const ZOOM_PER_WHEEL_PX = 0.0018;
const WHEEL_LINE_PX = 16;

const cursors: Record<ToolName, string> = {
  select: "default",
  brush: "crosshair",
  eraser: "crosshair",
  rectangle: "crosshair",
  ellipse: "crosshair",
  lasso: "crosshair",
  fill: "crosshair",
  polygon: "crosshair",
  box: "crosshair",
  scissors: "crosshair",
  watershed: "crosshair",
  superpixels: "crosshair",
  weakBox: "crosshair",
  pan: "grab",
  ruler: "crosshair",
  split: "crosshair",
};

/** Binds an element's events to an editor. Returns the unbinder. */
export function attachInput(element: HTMLElement, editor: Editor): () => void {
  const input = new Input(element, editor);
  const listeners: [string, (event: Event) => void][] = [
    ["pointerdown", (event) => input.down(event as PointerEvent)],
    ["pointermove", (event) => input.move(event as PointerEvent)],
    ["pointerup", (event) => input.up(event as PointerEvent)],
    ["pointercancel", (event) => input.cancel(event as PointerEvent)],
    ["pointerleave", (event) => input.leave(event as PointerEvent)],
    ["dblclick", (event) => input.double(event as MouseEvent)],
    ["wheel", (event) => input.wheel(event as WheelEvent)],
    ["contextmenu", (event) => event.preventDefault()],
  ];
  for (const [name, listener] of listeners) {
    element.addEventListener(name, listener, { passive: false });
  }
  const onKey = (event: KeyboardEvent): void => {
    input.space(event);
    input.modifiers(event);
  };
  window.addEventListener("keydown", onKey);
  window.addEventListener("keyup", onKey);
  // The browser would scroll or zoom the page instead of sending moves.
  element.style.touchAction = "none";
  // A long press of a finger would open a menu or select.
  element.style.setProperty("-webkit-touch-callout", "none");
  element.style.userSelect = "none";
  const showCursor = (): void => {
    element.style.cursor = cursors[editor.store.getState().tool];
  };
  showCursor();
  const stopCursor = editor.store.subscribe(showCursor);
  return () => {
    for (const [name, listener] of listeners) element.removeEventListener(name, listener);
    window.removeEventListener("keydown", onKey);
    window.removeEventListener("keyup", onKey);
    stopCursor();
  };
}

class Input {
  /** The pointer whose gesture is under way. */
  private pressed: number | null = null;
  private readonly touches = new Map<number, ScreenPoint>();
  private isPinching = false;
  private isSpaceHeld = false;
  private readonly palms = new Palms();
  /** The brush's size is dragged: from where, and its radius then. */
  private sizing: { readonly fromX: number; readonly radiusPx: number } | null = null;
  /** Where the pointer was last seen; null when it left. */
  private lastAt: ScreenPoint | null = null;

  constructor(
    private readonly element: HTMLElement,
    private readonly editor: Editor,
  ) {}

  down(event: PointerEvent): void {
    if (event.pointerType === "pen") this.takePen(event);
    if (event.pointerType === "touch" && this.palms.begins(event)) {
      // A long press would select, drag or open a menu.
      event.preventDefault();
      return;
    }
    if (event.pointerType === "touch") {
      this.touches.set(event.pointerId, this.pointOf(event));
      if (this.touches.size === 2) this.startPinch();
    }
    const isEraser = (event.buttons & PEN_ERASER_BUTTONS) !== 0;
    const sizes = this.startsSizing(event, isEraser);
    const isMain = event.button === 0 || event.button === MIDDLE_BUTTON || isEraser || sizes;
    if (this.isPinching || this.pressed !== null || !isMain) return;
    event.preventDefault();
    this.element.focus({ preventScroll: true });
    this.element.setPointerCapture(event.pointerId);
    this.pressed = event.pointerId;
    if (sizes) {
      const { radiusPx } = this.editor.store.getState().brush;
      this.sizing = { fromX: this.pointOf(event).x, radiusPx };
      return;
    }
    const isFinger = event.pointerType === "touch" && this.palms.hasPen;
    const pan = event.button === MIDDLE_BUTTON || this.isSpaceHeld || isFinger;
    const more = { pan, erase: isEraser, ...pressuresOf([event]) };
    this.send("down", event, [this.pointOf(event)], more);
  }

  move(event: PointerEvent): void {
    if (event.pointerType === "pen") this.palms.seePen(event, event.buttons !== 0);
    if (this.palms.isIgnored(event)) return;
    if (this.touches.has(event.pointerId) && this.palms.grows(event)) {
      this.giveUpTouch(event);
      return;
    }
    const isOther = this.pressed !== null && this.pressed !== event.pointerId;
    if (this.touches.has(event.pointerId) && this.isPinching) this.pinch(event);
    else if (isOther) return;
    else if (this.sizing !== null) this.resize(event);
    else {
      // Absent on plain http other than localhost, and in older Safari.
      const coalesced = "getCoalescedEvents" in event ? event.getCoalescedEvents() : [];
      const events = coalesced.length > 0 ? coalesced : [event];
      this.send(
        "move",
        event,
        events.map((each) => this.pointOf(each)),
        pressuresOf(events),
      );
    }
  }

  up(event: PointerEvent): void {
    this.release(event, "up");
  }

  cancel(event: PointerEvent): void {
    this.release(event, "cancel");
  }

  private release(event: PointerEvent, kind: "up" | "cancel"): void {
    if (event.pointerType === "pen") this.palms.seePen(event, false);
    if (this.palms.ends(event)) return;
    this.touches.delete(event.pointerId);
    if (this.touches.size === 0) this.isPinching = false;
    if (this.pressed !== event.pointerId) return;
    this.pressed = null;
    if (this.sizing === null) this.send(kind, event, [this.pointOf(event)]);
    this.sizing = null;
  }

  /** A pen comes down: hands that came before it lie on the screen, and what they did is undone. */
  private takePen(event: PointerEvent): void {
    this.palms.seePen(event, true);
    if (this.touches.size === 0) return;
    for (const id of this.touches.keys()) this.palms.ignore(id);
    const hadGesture = this.pressed !== null && this.touches.has(this.pressed);
    this.touches.clear();
    this.isPinching = false;
    if (!hadGesture) return;
    this.pressed = null;
    this.sizing = null;
    this.send("cancel", event, [this.pointOf(event)]);
  }

  /** A touch turned out to be a hand. */
  private giveUpTouch(event: PointerEvent): void {
    this.touches.delete(event.pointerId);
    if (this.touches.size === 0) this.isPinching = false;
    if (this.pressed !== event.pointerId) return;
    this.pressed = null;
    this.send("cancel", event, [this.pointOf(event)]);
  }

  /** The right button, or Alt where there is none, sizes the brush instead of painting. */
  private startsSizing(event: PointerEvent, isEraser: boolean): boolean {
    const { tool, preview } = this.editor.store.getState();
    if ((tool !== "brush" && tool !== "eraser") || isEraser || preview !== null) return false;
    if (event.pointerType === "touch" || this.isSpaceHeld) return false;
    return event.button === RIGHT_BUTTON || (event.button === 0 && event.altKey);
  }

  private resize(event: PointerEvent): void {
    const { fromX, radiusPx } = this.sizing!;
    const { scale } = this.editor.store.getState().view;
    const byScreenPx = this.pointOf(event).x - fromX;
    this.editor.setBrush({ radiusPx: draggedRadius(radiusPx, byScreenPx, scale) });
  }

  leave(event: PointerEvent): void {
    if (this.pressed === null) this.send("leave", event, [this.pointOf(event)]);
  }

  double(event: MouseEvent): void {
    this.send("double", event, [this.pointOf(event)]);
  }

  /** The wheel zooms at the pointer; sideways, or with Shift, it pans. */
  wheel(event: WheelEvent): void {
    event.preventDefault();
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? WHEEL_LINE_PX : 1;
    const [dx, dy] = [event.deltaX * unit, event.deltaY * unit];
    if (event.shiftKey) this.editor.panBy(-(dx || dy), 0);
    else if (Math.abs(dx) > Math.abs(dy)) this.editor.panBy(-dx, -dy);
    else {
      // A pinch on a touchpad comes as small steps with Ctrl.
      const strength = event.ctrlKey ? 5 : 1;
      this.editor.zoomBy(Math.exp(-dy * ZOOM_PER_WHEEL_PX * strength), this.pointOf(event));
    }
  }

  space(event: KeyboardEvent): void {
    if (event.code !== "Space") return;
    const isCanvas = event.target === this.element || event.target === document.body;
    if (event.type === "keydown" && isCanvas) {
      // The page would scroll.
      event.preventDefault();
      this.isSpaceHeld = true;
    }
    if (event.type === "keyup") this.isSpaceHeld = false;
  }

  /** Shift and Alt change what is being drawn even while the pointer stands still. */
  modifiers(event: KeyboardEvent): void {
    if ((event.key !== "Shift" && event.key !== "Alt") || event.repeat) return;
    if (this.lastAt === null) return;
    // Some browsers would open their menu, and the drag's next moves would go there.
    if (event.key === "Alt" && this.pressed !== null) event.preventDefault();
    const { shiftKey: shift, altKey: alt } = event;
    const mod = event.ctrlKey || event.metaKey;
    const points = [this.lastAt];
    this.editor.pointer({ kind: "keys", points, shift, alt, mod, erase: false, pan: false });
  }

  /** Two fingers move and scale the picture; a stroke that the first one began is given up. */
  private startPinch(): void {
    this.isPinching = true;
    this.pressed = null;
    this.sizing = null;
    const points = [...this.touches.values()];
    const keys = { shift: false, alt: false, erase: false, pan: false };
    this.editor.pointer({ kind: "cancel", points, ...keys });
  }

  private pinch(event: PointerEvent): void {
    const [id, before] = [event.pointerId, this.touches.get(event.pointerId)!];
    const other = [...this.touches].find(([touch]) => touch !== id)?.[1];
    const after = this.pointOf(event);
    this.touches.set(id, after);
    if (other === undefined) return;
    this.editor.panBy((after.x - before.x) / 2, (after.y - before.y) / 2);
    const spread = (point: ScreenPoint): number =>
      Math.max(Math.hypot(point.x - other.x, point.y - other.y), 1);
    const middle = screenPoint((after.x + other.x) / 2, (after.y + other.y) / 2);
    this.editor.zoomBy(spread(after) / spread(before), middle);
  }

  private send(
    kind: PointerInput["kind"],
    event: MouseEvent,
    points: readonly ScreenPoint[],
    more: Partial<PointerInput> = {},
  ): void {
    const { shiftKey: shift, altKey: alt } = event;
    const mod = event.ctrlKey || event.metaKey;
    this.lastAt = kind === "leave" ? null : points[points.length - 1]!;
    this.editor.pointer({ kind, points, shift, alt, mod, erase: false, pan: false, ...more });
  }

  private pointOf(event: MouseEvent): ScreenPoint {
    const box = this.element.getBoundingClientRect();
    return screenPoint(event.clientX - box.left, event.clientY - box.top);
  }
}

/** What a pen says of its pressure; mice and fingers say nothing that means anything. */
function pressuresOf(events: readonly PointerEvent[]): Partial<PointerInput> {
  if (events[0]?.pointerType !== "pen") return {};
  return { pressures: events.map(({ pressure }) => pressure) };
}
