/** Dragging a row to another place: a line shows the gap that it would go to; Escape gives up. */

import {
  type PointerEvent as ReactPointerEvent,
  type RefObject,
  useEffect,
  useRef,
  useState,
} from "react";

/** CSS pixels that a pressed pointer may tremble. */
const DRAG_PX = 4;
/** So near to the list's ends it scrolls, by this much a frame. */
const EDGE_PX = 24;
const SCROLL_PX = 8;

export interface RowDrag {
  isAllowed: (uid: string) => boolean;
  /** `gap`: before the row of this index; as many as there are rows: behind the last. */
  onDrop: (uid: string, gap: number) => void;
}

interface Press {
  uid: string;
  clientY: number;
  isDragging: boolean;
  onClick: () => void;
}

/**
 * Fingers scroll the list, except by a row's grip.
 *
 * @returns the gap under the pointer while a row is dragged, and what rows do when they are pressed.
 */
export function useRowDrag(
  frame: RefObject<HTMLElement | null>,
  count: number,
  rowHeight: number,
  drag: RowDrag | undefined,
): {
  gap: number | null;
  onPointerDown: (event: ReactPointerEvent, uid: string, onClick: () => void) => void;
} {
  const [gap, setGap] = useState<number | null>(null);
  const stop = useRef<() => void>(undefined);
  const current = useRef({ drag, count });
  useEffect(() => {
    current.current = { drag, count };
  });
  useEffect(() => () => stop.current?.(), []);

  const onPointerDown = (event: ReactPointerEvent, uid: string, onClick: () => void): void => {
    const element = frame.current;
    if (element === null) return;
    const isByGrip =
      event.target instanceof Element && event.target.closest("[data-row-grip]") !== null;
    const mayDrag = (event.pointerType !== "touch" || isByGrip) && (drag?.isAllowed(uid) ?? false);
    const press: Press = { uid, clientY: event.clientY, isDragging: false, onClick };
    stop.current?.();
    stop.current = follow(press, {
      onMove: (clientY) => {
        if (!mayDrag) return null;
        return gapAt(element, clientY, rowHeight, current.current.count);
      },
      setGap,
      onDrop: (at) => current.current.drag?.onDrop(uid, at),
    });
  };
  return { gap, onPointerDown };
}

interface Following {
  onMove: (clientY: number) => number | null;
  setGap: (gap: number | null) => void;
  onDrop: (gap: number) => void;
}

/** Follows the pressed pointer until it is released; the result gives up. */
function follow(press: Press, { onMove, setGap, onDrop }: Following): () => void {
  let gap: number | null = null;
  const listening = new AbortController();
  const end = (): void => {
    listening.abort();
    setGap(null);
  };
  const { signal } = listening;
  const move = (event: PointerEvent): void => {
    if (Math.abs(event.clientY - press.clientY) >= DRAG_PX) press.isDragging = true;
    if (!press.isDragging) return;
    gap = onMove(event.clientY);
    setGap(gap);
  };
  const up = (): void => {
    end();
    if (!press.isDragging) press.onClick();
    else if (gap !== null) onDrop(gap);
  };
  const key = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || !press.isDragging) return;
    event.preventDefault();
    event.stopPropagation();
    end();
  };
  window.addEventListener("pointermove", move, { signal });
  window.addEventListener("pointerup", up, { signal });
  window.addEventListener("pointercancel", end, { signal });
  window.addEventListener("keydown", key, { signal, capture: true });
  return end;
}

/** The gap nearest to a height of the screen; the list scrolls where that is beyond its ends. */
function gapAt(element: HTMLElement, clientY: number, rowHeight: number, count: number): number {
  const { top, bottom } = element.getBoundingClientRect();
  if (clientY < top + EDGE_PX) element.scrollTop -= SCROLL_PX;
  if (clientY > bottom - EDGE_PX) element.scrollTop += SCROLL_PX;
  const at = Math.round((clientY - top + element.scrollTop) / rowHeight);
  return Math.min(Math.max(at, 0), count);
}
