/** Of the state that is shown, what is no longer so: each segment, box and tag can come back alone. */

import { RotateCcw } from "lucide-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Swatch } from "../../../ui/Badge";
import { useEditorPage, useEditorState } from "../EditorContext";
import { RowButton } from "../panel/RowButton";
import styles from "./Past.module.css";

const MOST_LISTED = 50;

/** A segment, a box or a tag that differs. */
interface Row {
  uid: string;
  classId: number;
  kind: "segment" | "box" | "tag";
  isThere: boolean;
  bringBack: () => void;
}

export function Differences() {
  const { t } = useTranslation();
  const rows = useRows();
  if (rows.length === 0) return null;
  return (
    <div className={styles.differences}>
      <h3>{t("editor.past.different")}</h3>
      <ul>
        {rows.slice(0, MOST_LISTED).map((row) => (
          <Difference key={row.uid} row={row} />
        ))}
      </ul>
      {rows.length > MOST_LISTED && (
        <p className={styles.muted}>{t("editor.past.onlyFirst", { count: MOST_LISTED })}</p>
      )}
    </div>
  );
}

function useRows(): Row[] {
  const { past } = useEditorPage();
  const preview = useEditorState((state) => state.preview);
  const segments = useEditorState((state) => state.segments);
  const weakLabels = useEditorState((state) => state.weakLabels);
  return useMemo(() => {
    if (past.shown === null || preview === null) return [];
    const changed = past.shown.segments.filter(({ uid }) => preview.different.has(uid));
    const weak = past.shown.weakLabels.filter(({ uid }) => preview.differentWeak.has(uid));
    return [
      ...changed.map((segment): Row => ({
        uid: segment.uid,
        classId: segment.class_id,
        kind: "segment",
        isThere: segments.has(segment.uid),
        bringBack: () => past.bringBack([segment]),
      })),
      ...weak.map((label): Row => ({
        uid: label.uid,
        classId: label.class_id,
        kind: label.kind,
        isThere: weakLabels.has(label.uid),
        bringBack: () => past.bringBackWeak(label),
      })),
    ];
  }, [past, preview, segments, weakLabels]);
}

function Difference({ row: { classId, kind, isThere, bringBack } }: { row: Row }) {
  const { t } = useTranslation();
  const { classOf, mayChange } = useEditorPage();
  const labelClass = classOf(classId);
  const className = labelClass?.name ?? t("editor.classes.unknown", { id: classId });
  const name = kind === "segment" ? className : t(`editor.past.${kind}`, { name: className });
  return (
    <li className={styles.different}>
      <Swatch color={labelClass?.color ?? "#808080"} />
      <span className={styles.grow}>{name}</span>
      <span className={styles.muted}>
        {t(isThere ? "editor.past.isChanged" : "editor.past.isGone")}
      </span>
      <RowButton
        icon={RotateCcw}
        label={t("editor.past.restoreOne", { name })}
        isOn
        isInTabOrder
        isDisabled={!mayChange}
        onPress={bringBack}
      />
    </li>
  );
}
