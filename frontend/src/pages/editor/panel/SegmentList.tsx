/** The segments, topmost first: the view of the canvas that needs no eyes for pixels. */

import {
  Bot,
  Brush,
  Eye,
  EyeOff,
  Import,
  Layers,
  Lock,
  LockOpen,
  type LucideIcon,
  Pentagon,
  Trash2,
  WandSparkles,
} from "lucide-react";
import { type KeyboardEvent, memo, useCallback, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Editor, EditorSegment } from "../../../editor";
import { Swatch } from "../../../ui/Badge";
import { useEditorPage, useEditorState } from "../EditorContext";
import { commandOf } from "../commands";
import { listedSegments } from "../order";
import styles from "./Panel.module.css";
import { RowButton } from "./RowButton";
import { VirtualRows } from "./VirtualRows";

export const ROW_HEIGHT_PX = 30;
/** With fewer segments, scrolling finds one sooner than typing. */
const FILTER_FROM = 20;

export function SegmentList() {
  const { t } = useTranslation();
  const { editor, commands, palette, canEdit } = useEditorPage();
  const segments = useEditorState((state) => state.segments);
  const selectedUid = useEditorState((state) => state.selectedUid);
  const hiddenUids = useEditorState((state) => state.hiddenUids);
  const hiddenClassIds = useEditorState((state) => state.hiddenClassIds);
  const lockedUids = useEditorState((state) => state.lockedUids);
  const [filter, setFilter] = useState("");
  const listed = useMemo(() => listedSegments(segments), [segments]);
  const rows = useMemo(() => {
    const wanted = filter.trim().toLowerCase();
    if (wanted === "") return listed;
    const isWanted = new Map(
      palette.map(({ classId, name }) => [classId, name.toLowerCase().includes(wanted)]),
    );
    return listed.filter(({ classId }) => isWanted.get(classId));
  }, [listed, palette, filter]);
  const onKey = (event: KeyboardEvent): boolean => {
    if ((event.key === "Delete" || event.key === "Backspace") && canEdit) {
      commandOf("delete").run(commands);
      return true;
    }
    return false;
  };
  return (
    <section className={styles.segments} aria-label={t("editor.segments.title")}>
      <div className={styles.head}>
        <h2>{t("editor.segments.title")}</h2>
        <span className={styles.count} data-testid="segment-count">
          {segments.size}
        </span>
        <span className={styles.grow} />
        {(segments.size >= FILTER_FROM || filter !== "") && (
          <input
            type="search"
            className={styles.filter}
            placeholder={t("editor.segments.filter")}
            aria-label={t("editor.segments.filter")}
            value={filter}
            onChange={(event) => setFilter(event.currentTarget.value)}
          />
        )}
      </div>
      {segments.size === 0 ? (
        <div className={styles.nothing}>
          <Layers aria-hidden />
          <strong>{t("editor.segments.none")}</strong>
          <p>{t("editor.segments.noneExplained")}</p>
        </div>
      ) : (
        <VirtualRows
          label={t("editor.segments.title")}
          testId="segment-list"
          rows={rows}
          rowHeight={ROW_HEIGHT_PX}
          selectedUid={selectedUid}
          onSelect={(uid) => editor.select(uid)}
          onKey={onKey}
          onHover={(hoverUid) => editor.store.setState({ hoverUid })}
          renderRow={(segment) => (
            <SegmentRow
              segment={segment}
              isHidden={hiddenUids.has(segment.uid)}
              isClassHidden={hiddenClassIds.has(segment.classId)}
              isLocked={lockedUids.has(segment.uid)}
            />
          )}
        />
      )}
    </section>
  );
}

const originIcons: Record<string, LucideIcon> = {
  brush: Brush,
  polygon: Pentagon,
  model: Bot,
  sam: WandSparkles,
  grabcut: WandSparkles,
  import: Import,
};

const knownOrigins = ["brush", "polygon", "model", "sam", "grabcut", "import"] as const;

function useOriginWords(): (origin: string) => string {
  const { t } = useTranslation();
  return useCallback(
    (origin) => {
      const known = knownOrigins.find((each) => each === origin);
      return known
        ? t(`editor.segments.origin.${known}`)
        : t("editor.segments.origin.other", { origin });
    },
    [t],
  );
}

interface SegmentRowProps {
  segment: EditorSegment;
  isHidden: boolean;
  isClassHidden: boolean;
  isLocked: boolean;
}

const area = new Intl.NumberFormat("en");
const score = new Intl.NumberFormat("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

export function scoreText(value: number): string {
  return score.format(value);
}

const SegmentRow = memo(function SegmentRow({
  segment,
  isHidden,
  isClassHidden,
  isLocked,
}: SegmentRowProps) {
  const { t } = useTranslation();
  const { editor, classOf } = useEditorPage();
  const words = useOriginWords();
  const labelClass = classOf(segment.classId);
  const name = labelClass?.name ?? t("editor.classes.unknown", { id: segment.classId });
  const Origin = originIcons[segment.origin] ?? Brush;
  return (
    <>
      <span role="gridcell" className={styles.nameCell}>
        <Swatch color={labelClass?.color ?? "#808080"} />
        <span
          className={styles.name}
          title={name}
          data-dimmed={isHidden || isClassHidden || undefined}
        >
          {name}
        </span>
        <span className={styles.origin} title={words(segment.origin)}>
          <Origin role="img" aria-label={words(segment.origin)} />
        </span>
      </span>
      <span role="gridcell" className={styles.score}>
        {segment.score !== null && (
          <span title={t("editor.segments.score", { score: scoreText(segment.score) })}>
            {scoreText(segment.score)}
          </span>
        )}
      </span>
      <span role="gridcell" className={styles.area}>
        {t("editor.segments.area", { area: area.format(segment.areaPx) })}
      </span>
      <RowActions uid={segment.uid} editor={editor} isHidden={isHidden} isLocked={isLocked} />
    </>
  );
});

function RowActions({
  uid,
  editor,
  isHidden,
  isLocked,
}: {
  uid: string;
  editor: Editor;
  isHidden: boolean;
  isLocked: boolean;
}) {
  const { t } = useTranslation();
  const { canEdit } = useEditorPage();
  return (
    <span role="gridcell" className={styles.rowActions}>
      <RowButton
        icon={Trash2}
        label={t("editor.segments.delete")}
        isDisabled={!canEdit || isLocked}
        onPress={() => editor.deleteSegment(uid)}
      />
      <RowButton
        icon={isLocked ? Lock : LockOpen}
        label={t(isLocked ? "editor.segments.unlock" : "editor.segments.lock")}
        isOn={isLocked}
        onPress={() => editor.setLocked([uid], !isLocked)}
      />
      <RowButton
        icon={isHidden ? EyeOff : Eye}
        label={t(isHidden ? "editor.segments.show" : "editor.segments.hide")}
        isOn={isHidden}
        onPress={() => editor.setHidden([uid], !isHidden)}
      />
    </span>
  );
}
