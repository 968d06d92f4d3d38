/** What lists of thousands of rows need: the rows in sight, a settled hover, the selected row kept in sight. */

import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from "react";

/** Rows kept ready above and below, so that fast scrolling shows no gaps. */
const OVERSCAN = 6;

export function useWindow(
  frame: RefObject<HTMLDivElement | null>,
  count: number,
  rowHeight: number,
) {
  const [scrollTop, setScrollTop] = useState(0);
  const [height, setHeight] = useState(0);
  useLayoutEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setHeight(element.clientHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, [frame]);
  const first = Math.max(0, Math.floor(scrollTop / rowHeight) - OVERSCAN);
  const end = Math.min(count, Math.ceil((scrollTop + height) / rowHeight) + OVERSCAN);
  const onScroll = (event: React.UIEvent<HTMLDivElement>): void => {
    setScrollTop(event.currentTarget.scrollTop);
  };
  return { first, end, onScroll };
}

/** A highlight redraws the canvas: rows that only scroll by under the pointer must not ask for it. */
const HOVER_AFTER_MS = 60;

export function useSettledHover(
  onHover: (uid: string | null) => void,
): (uid: string | null) => void {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (uid) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onHover(uid), HOVER_AFTER_MS);
  };
}

/** Whatever was selected elsewhere is scrolled to, by as little as needed. */
export function useKeepInSight(
  frame: RefObject<HTMLDivElement | null>,
  index: number,
  rowHeight: number,
): void {
  useEffect(() => {
    const element = frame.current;
    if (element === null || index < 0) return;
    const top = index * rowHeight;
    const bottom = top + rowHeight;
    if (top < element.scrollTop) element.scrollTo({ top });
    else if (bottom > element.scrollTop + element.clientHeight) {
      element.scrollTo({ top: bottom - element.clientHeight });
    }
  }, [frame, index, rowHeight]);
}

export function pageOf(frame: RefObject<HTMLDivElement | null>, rowHeight: number): number {
  return Math.max(1, Math.floor((frame.current?.clientHeight ?? 0) / rowHeight) - 1);
}

/** The row that a key moves to; null for keys that do not move. */
export function targetOf(key: string, at: number, count: number, page: number): number | null {
  if (count === 0) return null;
  const clamp = (index: number): number => Math.min(count - 1, Math.max(0, index));
  switch (key) {
    case "ArrowDown":
      return clamp(at + 1);
    case "ArrowUp":
      return at < 0 ? count - 1 : clamp(at - 1);
    case "PageDown":
      return clamp(at + page);
    case "PageUp":
      return clamp(at - page);
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return null;
  }
}
