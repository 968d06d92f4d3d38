/** A list of equally high rows of which only those in sight exist: 5,000 segments scroll like 50. */

import {
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { classNames } from "../../../ui/classNames";
import styles from "./Panel.module.css";

/** Rows kept ready above and below, so that fast scrolling shows no gaps. */
const OVERSCAN = 6;

interface VirtualRowsProps<Row extends { uid: string }> {
  label: string;
  rows: readonly Row[];
  rowHeight: number;
  selectedUid: string | null;
  onSelect: (uid: string) => void;
  /** Keys beyond moving up and down; true when it was one of them. */
  onKey?: (event: KeyboardEvent, uid: string) => boolean;
  renderRow: (row: Row, isSelected: boolean) => ReactNode;
  onHover: (uid: string | null) => void;
  testId: string;
}

export function VirtualRows<Row extends { uid: string }>({
  label,
  rows,
  rowHeight,
  selectedUid,
  onSelect,
  onKey,
  renderRow,
  onHover,
  testId,
}: VirtualRowsProps<Row>) {
  const id = useId();
  const frame = useRef<HTMLDivElement>(null);
  const { first, end, onScroll } = useWindow(frame, rows.length, rowHeight);
  const selectedIndex = rows.findIndex(({ uid }) => uid === selectedUid);
  useKeepInSight(frame, selectedIndex, rowHeight);
  const hover = useSettledHover(onHover);

  const onKeyDown = (event: KeyboardEvent): void => {
    const target = targetOf(event.key, selectedIndex, rows.length, pageOf(frame, rowHeight));
    const uid = target === null ? undefined : rows[target]?.uid;
    if (uid !== undefined) onSelect(uid);
    const isOwn = selectedUid !== null && selectedIndex >= 0 && onKey?.(event, selectedUid);
    if (uid === undefined && !isOwn) return;
    event.preventDefault();
    // The page's shortcuts must not act on the same press.
    event.stopPropagation();
  };

  return (
    <div
      ref={frame}
      className={styles.rows}
      role="grid"
      aria-label={label}
      aria-rowcount={rows.length}
      aria-activedescendant={selectedIndex >= 0 ? `${id}-${selectedUid}` : undefined}
      tabIndex={0}
      data-testid={testId}
      onScroll={onScroll}
      onKeyDown={onKeyDown}
      onPointerLeave={() => hover(null)}
    >
      <div role="rowgroup" className={styles.rowsInner} style={{ height: rows.length * rowHeight }}>
        {rows.slice(first, end).map((row, offset) => (
          <div
            key={row.uid}
            id={`${id}-${row.uid}`}
            role="row"
            aria-rowindex={first + offset + 1}
            aria-selected={row.uid === selectedUid}
            className={classNames(styles.row, row.uid === selectedUid && styles.selected)}
            style={{ top: (first + offset) * rowHeight, height: rowHeight }}
            data-uid={row.uid}
            onPointerEnter={() => hover(row.uid)}
            onPointerDown={(event) => {
              if (event.target instanceof Element && event.target.closest("button")) return;
              onSelect(row.uid);
            }}
          >
            {renderRow(row, row.uid === selectedUid)}
          </div>
        ))}
      </div>
    </div>
  );
}

function useWindow(frame: RefObject<HTMLDivElement | null>, count: number, rowHeight: number) {
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

function useSettledHover(onHover: (uid: string | null) => void): (uid: string | null) => void {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (uid) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onHover(uid), HOVER_AFTER_MS);
  };
}

/** Whatever was selected elsewhere is scrolled to, by as little as needed. */
function useKeepInSight(
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

function pageOf(frame: RefObject<HTMLDivElement | null>, rowHeight: number): number {
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
