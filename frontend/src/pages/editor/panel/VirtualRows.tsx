/** A list of equally high rows of which only those in sight exist: 5,000 segments scroll like 50. */

import {
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  useId,
  useRef,
  useState,
} from "react";
import { classNames } from "../../../ui/classNames";
import styles from "./Panel.module.css";
import { type RowDrag, useRowDrag } from "./rowDrag";
import { pageOf, targetOf, useKeepInSight, useSettledHover, useWindow } from "./rows";

/** Alone, added to (or taken from) what is selected, or all from the selected row on. */
export type Selecting = "alone" | "toggle" | "range";

const NONE: ReadonlySet<string> = new Set();

interface VirtualRowsProps<Row extends { uid: string }> {
  label: string;
  rows: readonly Row[];
  rowHeight: number;
  selectedUid: string | null;
  /** Further selected rows, where the list lets several be. */
  alsoSelected?: ReadonlySet<string>;
  /** Heads of groups: keys reach them, but they are never selected. */
  isHead?: (row: Row) => boolean;
  onSelect: (uid: string, how: Selecting, range: readonly string[]) => void;
  /** Keys beyond moving up and down; true when it was one of them. `uid`: the row they are for. */
  onKey?: (event: KeyboardEvent, uid: string) => boolean;
  /** Rows may be dragged to another place; absent where their order means nothing. */
  drag?: RowDrag;
  renderRow: (row: Row, isSelected: boolean) => ReactNode;
  rowProps?: (row: Row) => { "aria-level"?: number; "aria-expanded"?: boolean };
  onHover: (uid: string | null) => void;
  testId: string;
}

export function VirtualRows<Row extends { uid: string }>(props: VirtualRowsProps<Row>) {
  const { rows, rowHeight, selectedUid, alsoSelected = NONE, isHead, onSelect, drag } = props;
  const id = useId();
  const frame = useRef<HTMLDivElement>(null);
  const { first, end, onScroll } = useWindow(frame, rows.length, rowHeight);
  const [lead, setLead] = useLead(rows, selectedUid);
  useKeepInSight(frame, lead, rowHeight);
  const hover = useSettledHover(props.onHover);
  const dragging = useRowDrag(frame, rows.length, rowHeight, drag);

  const isSelected = (uid: string): boolean => uid === selectedUid || alsoSelected.has(uid);
  const select = (at: number, how: Selecting): void => {
    const row = rows[at];
    if (row === undefined) return;
    setLead(row.uid, isHead?.(row) || how !== "alone" ? selectedUid : row.uid);
    if (isHead?.(row)) return;
    const anchor = rows.findIndex(({ uid }) => uid === selectedUid);
    const from = anchor < 0 ? at : anchor;
    const between = rows
      .slice(Math.min(from, at), Math.max(from, at) + 1)
      .filter((each) => !isHead?.(each))
      .map(({ uid }) => uid);
    onSelect(row.uid, how, from <= at ? between : between.reverse());
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    const leading = rows[lead];
    if (leading !== undefined && props.onKey?.(event, leading.uid)) {
      keep(event);
      return;
    }
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const target = targetOf(event.key, lead, rows.length, pageOf(frame, rowHeight));
    if (target === null) return;
    select(target, event.shiftKey && alsoSelected !== NONE ? "range" : "alone");
    keep(event);
  };

  const onPointerDown = (event: PointerEvent, at: number): void => {
    const row = rows[at];
    if (event.target instanceof Element && event.target.closest("button")) return;
    if (event.button !== 0 || row === undefined) return;
    const adds = event.ctrlKey || event.metaKey;
    const how = event.shiftKey ? "range" : adds ? "toggle" : "alone";
    // One of several that are selected may be about to be dragged with the others.
    const isOneOfSeveral = how === "alone" && isSelected(row.uid) && alsoSelected.size > 0;
    if (!isOneOfSeveral) select(at, how);
    if (how !== "alone" || isHead?.(row)) return;
    dragging.onPointerDown(event, row.uid, () => {
      if (isOneOfSeveral) select(at, "alone");
    });
  };

  const inSight = rows.slice(first, end);
  return (
    <div
      ref={frame}
      className={styles.rows}
      role={isHead ? "treegrid" : "grid"}
      aria-label={props.label}
      aria-rowcount={rows.length}
      aria-multiselectable={alsoSelected !== NONE || undefined}
      // Only what exists can be pointed at.
      aria-activedescendant={lead >= first && lead < end ? `${id}-${rows[lead]?.uid}` : undefined}
      tabIndex={0}
      data-testid={props.testId}
      onScroll={onScroll}
      onKeyDown={onKeyDown}
      onPointerLeave={() => hover(null)}
    >
      <div role="rowgroup" className={styles.rowsInner} style={{ height: rows.length * rowHeight }}>
        {inSight.map((row, offset) => (
          <div
            key={row.uid}
            id={`${id}-${row.uid}`}
            role="row"
            aria-rowindex={first + offset + 1}
            aria-selected={isHead?.(row) ? undefined : isSelected(row.uid)}
            {...props.rowProps?.(row)}
            className={classNames(
              styles.row,
              isSelected(row.uid) && styles.selected,
              alsoSelected.has(row.uid) && styles.alsoSelected,
              first + offset === lead && styles.lead,
            )}
            style={{ top: (first + offset) * rowHeight, height: rowHeight }}
            data-uid={row.uid}
            onPointerEnter={() => hover(row.uid)}
            onPointerDown={(event) => onPointerDown(event, first + offset)}
          >
            {props.renderRow(row, row.uid === selectedUid)}
          </div>
        ))}
      </div>
      {dragging.gap !== null && (
        <div
          className={styles.dropLine}
          style={{ top: dragging.gap * rowHeight }}
          data-testid="drop-line"
          aria-hidden
        />
      )}
    </div>
  );
}

/** The page's shortcuts must not act on the same press. */
function keep(event: KeyboardEvent): void {
  event.preventDefault();
  event.stopPropagation();
}

/** The row that the keys are at: the selected one, until a head or the end of a range is reached. */
function useLead(
  rows: readonly { uid: string }[],
  selectedUid: string | null,
): [at: number, set: (uid: string, whenSelected: string | null) => void] {
  const [lead, setLead] = useState<{ uid: string; when: string | null } | null>(null);
  const uid = lead !== null && lead.when === selectedUid ? lead.uid : selectedUid;
  const at = rows.findIndex((row) => row.uid === uid);
  return [at, (to, when) => setLead({ uid: to, when })];
}
