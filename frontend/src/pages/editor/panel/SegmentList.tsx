/** The segments: the view of the canvas that needs no eyes for pixels. Filtered, sorted, grouped, dragged. */

import { Layers } from "lucide-react";
import { type KeyboardEvent, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { selectedSegments } from "../../../editor";
import { classNames } from "../../../ui/classNames";
import { commandOf } from "../commands";
import { useEditorPage, useEditorState } from "../EditorContext";
import { listed, type ListEntry, showsOrder } from "../listing/listing";
import { changeFilters, orderedSegments, toggleGroup, useListing } from "../listing/store";
import styles from "./Panel.module.css";
import type { RowDrag } from "./rowDrag";
import { FilterChips } from "./segments/FilterChips";
import { GroupRow } from "./segments/GroupRow";
import lists from "./segments/List.module.css";
import { ListOptions } from "./segments/ListOptions";
import { SegmentRow } from "./segments/SegmentRow";
import { useRowHeight } from "./useRowHeight";
import { VirtualRows } from "./VirtualRows";

/** With fewer segments, scrolling finds one sooner than typing. */
const FILTER_FROM = 20;

export function SegmentList() {
  const { t } = useTranslation();
  const { editor, palette } = useEditorPage();
  const segments = useEditorState((state) => state.segments);
  const selectedUid = useEditorState((state) => state.selectedUid);
  const alsoSelected = useEditorState((state) => state.alsoSelected);
  const hiddenUids = useEditorState((state) => state.hiddenUids);
  const hiddenClassIds = useEditorState((state) => state.hiddenClassIds);
  const lockedUids = useEditorState((state) => state.lockedUids);
  const listing = useListing();
  const list = useRef<HTMLDivElement>(null);
  const rowHeight = useRowHeight();
  const { entries, numShown } = useMemo(() => {
    const facts = { segments, hiddenUids, hiddenClassIds, lockedUids };
    return listed(orderedSegments(segments), facts, palette, listing);
  }, [segments, hiddenUids, hiddenClassIds, lockedUids, palette, listing]);
  const onKey = useListKeys(entries);
  const drag = useDragging(entries);
  const hasSearch = segments.size >= FILTER_FROM || listing.filters.text !== "";
  return (
    <section className={styles.segments} aria-label={t("editor.segments.title")}>
      <div className={styles.head}>
        <h2>{t("editor.segments.title")}</h2>
        <span className={styles.count} data-testid="segment-count">
          {segments.size}
        </span>
        <span className={styles.grow} />
        {segments.size > 0 && <ListOptions />}
      </div>
      {hasSearch && (
        <input
          type="search"
          className={classNames(styles.filter, lists.search)}
          placeholder={t("editor.segments.filter")}
          aria-label={t("editor.segments.filter")}
          value={listing.filters.text}
          onChange={(event) => changeFilters({ text: event.currentTarget.value })}
          onKeyDown={(event) => {
            const [first] = entries;
            if (event.key !== "Enter" && event.key !== "ArrowDown") return;
            event.preventDefault();
            if (first?.kind === "segment") editor.select(first.uid);
            list.current?.querySelector<HTMLElement>("[data-testid=segment-list]")?.focus();
          }}
        />
      )}
      <FilterChips numShown={numShown} numAll={segments.size} />
      {segments.size === 0 ? (
        <div className={styles.nothing}>
          <Layers aria-hidden />
          <strong>{t("editor.segments.none")}</strong>
          <p>{t("editor.segments.noneExplained")}</p>
        </div>
      ) : (
        <div ref={list} className={lists.rowsFrame}>
          <VirtualRows<ListEntry>
            label={t("editor.segments.title")}
            testId="segment-list"
            rows={entries}
            rowHeight={rowHeight}
            selectedUid={selectedUid}
            alsoSelected={alsoSelected}
            {...(listing.isGrouped && { isHead: ({ kind }) => kind === "group" })}
            rowProps={(entry) =>
              entry.kind === "group"
                ? { "aria-level": 1, "aria-expanded": !entry.isCollapsed }
                : listing.isGrouped
                  ? { "aria-level": 2 }
                  : {}
            }
            onSelect={(uid, how, range) => {
              if (how === "toggle") editor.toggleSelected(uid);
              else if (how === "range") editor.selectMany(range);
              else {
                editor.select(uid);
                editor.bringIntoView(uid);
              }
            }}
            onKey={onKey}
            drag={drag}
            onHover={(uid) =>
              editor.store.setState({ hoverUid: uid !== null && segments.has(uid) ? uid : null })
            }
            renderRow={(entry) =>
              entry.kind === "group" ? (
                <GroupRow entry={entry} />
              ) : (
                <SegmentRow
                  segment={entry.segment}
                  isHidden={hiddenUids.has(entry.uid)}
                  isClassHidden={hiddenClassIds.has(entry.segment.classId)}
                  isLocked={lockedUids.has(entry.uid)}
                />
              )
            }
          />
          {entries.length === 0 && <p className={styles.empty}>{t("editor.list.noMatch")}</p>}
        </div>
      )}
    </section>
  );
}

/** Delete; Alt with arrows moves in the z-order; Enter, Space and sideways arrows open and close groups. */
function useListKeys(entries: readonly ListEntry[]) {
  const { commands, canEdit } = useEditorPage();
  return (event: KeyboardEvent, uid: string): boolean => {
    const entry = entries.find((each) => each.uid === uid);
    if (entry?.kind === "group") return pressGroup(event.key, entry.classId, entry.isCollapsed);
    if (!canEdit) return false;
    if (event.key === "Delete" || event.key === "Backspace") commandOf("delete").run(commands);
    else if (event.altKey && event.key === "ArrowUp") commandOf("forward").run(commands);
    else if (event.altKey && event.key === "ArrowDown") commandOf("backward").run(commands);
    else return false;
    return true;
  };
}

function pressGroup(key: string, classId: number, isCollapsed: boolean): boolean {
  if (key === "Enter" || key === " ") toggleGroup(classId, !isCollapsed);
  else if (key === "ArrowLeft") toggleGroup(classId, true);
  else if (key === "ArrowRight") toggleGroup(classId, false);
  else return false;
  return true;
}

/** Rows are dragged where the list shows how segments lie on each other; selected ones go together. */
function useDragging(entries: readonly ListEntry[]): RowDrag {
  const { editor, canEdit } = useEditorPage();
  const listing = useListing();
  return {
    isAllowed: (uid) =>
      canEdit && showsOrder(listing) && !editor.store.getState().lockedUids.has(uid),
    onDrop: (uid, gap) => {
      const selected = selectedSegments(editor.store.getState());
      const moving = new Set(selected.includes(uid) ? selected : [uid]);
      const stays = (entry: ListEntry): boolean => !moving.has(entry.uid);
      const above = entries.slice(0, gap).findLast(stays);
      const below = entries.slice(gap).find(stays);
      if (above !== undefined) editor.placeInOrder([...moving], { uid: above.uid, side: "below" });
      else if (below !== undefined) {
        editor.placeInOrder([...moving], { uid: below.uid, side: "above" });
      }
    },
  };
}
