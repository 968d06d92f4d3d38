/** One segment's row: class, origin, score, area, and what is done to it at once. */

import {
  Bot,
  Brush,
  Eye,
  EyeOff,
  Grid3x3,
  GripVertical,
  Import,
  Lock,
  LockOpen,
  type LucideIcon,
  PaintBucket,
  Pentagon,
  Scissors,
  Shapes,
  Trash2,
  WandSparkles,
  Waves,
} from "lucide-react";
import { memo, useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { Editor, EditorSegment } from "../../../../editor";
import { Swatch } from "../../../../ui/Badge";
import { useEditorPage } from "../../EditorContext";
import { showsOrder } from "../../listing/listing";
import { useListing } from "../../listing/store";
import { FlagBadges } from "../FlagBadges";
import styles from "../Panel.module.css";
import { RowButton } from "../RowButton";
import lists from "./List.module.css";

const originIcons: Record<string, LucideIcon> = {
  brush: Brush,
  polygon: Pentagon,
  model: Bot,
  sam: WandSparkles,
  grabcut: WandSparkles,
  shape: Shapes,
  fill: PaintBucket,
  superpixels: Grid3x3,
  scissors: Scissors,
  watershed: Waves,
  import: Import,
};

const knownOrigins = [
  "brush",
  "polygon",
  "shape",
  "fill",
  "superpixels",
  "scissors",
  "watershed",
  "model",
  "sam",
  "grabcut",
  "import",
] as const;

export function useOriginWords(): (origin: string) => string {
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

export const SegmentRow = memo(function SegmentRow({
  segment,
  isHidden,
  isClassHidden,
  isLocked,
}: SegmentRowProps) {
  const { t } = useTranslation();
  const { editor, classOf } = useEditorPage();
  const isOrdered = showsOrder(useListing());
  const words = useOriginWords();
  const labelClass = classOf(segment.classId);
  const name = labelClass?.name ?? t("editor.classes.unknown", { id: segment.classId });
  const Origin = originIcons[segment.origin] ?? Brush;
  return (
    <>
      <span role="gridcell" className={styles.nameCell}>
        {isOrdered && (
          <GripVertical
            className={lists.grip}
            data-row-grip=""
            data-testid="row-grip"
            aria-hidden
          />
        )}
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
        <FlagBadges segment={segment} />
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
