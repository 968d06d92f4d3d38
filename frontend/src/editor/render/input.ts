/** Pointer, pen, touch and wheel events of the canvas, as the editor takes them. */

import { screenPoint } from "../../geometry/points";
import type { ScreenPoint } from "../../geometry/points";
import type { Editor, PointerInput, ToolName } from "../types";

/** The pen's eraser end (Pointer Events 3, buttons). */
const PEN_ERASER_BUTTONS = 32;
const MIDDLE_BUTTON = 1;
/** One wheel notch (100 pixels) zooms by about 1.2. */
const ZOOM_PER_WHEEL_PX = 0.0018;
const WHEEL_LINE_PX = 16;

const cursors: Record<ToolName, string> = {
  select: "default",
  brush: "crosshair",
  eraser: "crosshair",
  polygon: "crosshair",
  box: "crosshair",
  pan: "grab",
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
  const onKey = (event: KeyboardEvent): void => input.space(event);
  window.addEventListener("keydown", onKey);
  window.addEventListener("keyup", onKey);
  // The browser would scroll or zoom the page instead of sending moves.
  element.style.touchAction = "none";
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
  /** Once a pen was seen, fingers move the picture and palms draw nothing. */
  private hasPen = false;

  constructor(
    private readonly element: HTMLElement,
    private readonly editor: Editor,
  ) {}

  down(event: PointerEvent): void {
    if (event.pointerType === "pen") this.hasPen = true;
    if (event.pointerType === "touch") {
      this.touches.set(event.pointerId, this.pointOf(event));
      if (this.touches.size === 2) this.startPinch();
    }
    const isEraser = (event.buttons & PEN_ERASER_BUTTONS) !== 0;
    const isMain = event.button === 0 || event.button === MIDDLE_BUTTON || isEraser;
    if (this.isPinching || this.pressed !== null || !isMain) return;
    event.preventDefault();
    this.element.focus({ preventScroll: true });
    this.element.setPointerCapture(event.pointerId);
    this.pressed = event.pointerId;
    const isFinger = event.pointerType === "touch" && this.hasPen;
    const pan = event.button === MIDDLE_BUTTON || this.isSpaceHeld || isFinger;
    this.send("down", event, [this.pointOf(event)], { pan, erase: isEraser });
  }

  move(event: PointerEvent): void {
    const isOther = this.pressed !== null && this.pressed !== event.pointerId;
    if (this.touches.has(event.pointerId) && this.isPinching) this.pinch(event);
    else if (!isOther) {
      // Absent on plain http other than localhost, and in older Safari.
      const coalesced = "getCoalescedEvents" in event ? event.getCoalescedEvents() : [];
      const events = coalesced.length > 0 ? coalesced : [event];
      this.send(
        "move",
        event,
        events.map((each) => this.pointOf(each)),
      );
    }
  }

  up(event: PointerEvent): void {
    this.touches.delete(event.pointerId);
    if (this.touches.size === 0) this.isPinching = false;
    if (this.pressed !== event.pointerId) return;
    this.pressed = null;
    this.send("up", event, [this.pointOf(event)]);
  }

  cancel(event: PointerEvent): void {
    this.touches.delete(event.pointerId);
    if (this.touches.size === 0) this.isPinching = false;
    if (this.pressed !== event.pointerId) return;
    this.pressed = null;
    this.send("cancel", event, [this.pointOf(event)]);
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

  /** Two fingers move and scale the picture; a stroke that the first one began is given up. */
  private startPinch(): void {
    this.isPinching = true;
    this.pressed = null;
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
    this.editor.pointer({ kind, points, shift, alt, erase: false, pan: false, ...more });
  }

  private pointOf(event: MouseEvent): ScreenPoint {
    const box = this.element.getBoundingClientRect();
    return screenPoint(event.clientX - box.left, event.clientY - box.top);
  }
}
