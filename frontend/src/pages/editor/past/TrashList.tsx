/** Deleted segments with a picture of each; one or several come back. */

import { RotateCcw, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useTrash } from "../../../api/history";
import type { DeletedSegment } from "../../../api/types";
import { Loading, Swatch } from "../../../ui/Badge";
import { Button } from "../../../ui/Button";
import { LoadMore } from "../../shell/LoadMore";
import { LoadError } from "../../shell/Shell";
import { useEditorPage, useEditorState } from "../EditorContext";
import { RowButton } from "../panel/RowButton";
import styles from "./Past.module.css";
import { SegmentPicture } from "./SegmentPicture";
import { toolWord } from "./summary";
import { clockTime } from "./times";

export function TrashList() {
  const { t } = useTranslation();
  const { image, past, mayChange } = useEditorPage();
  const trash = useTrash(image.annotation_id);
  const present = useEditorState((state) => state.segments);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  if (trash.isPending) return <Loading label={t("ui.loading")} />;
  if (trash.isError) {
    return <LoadError error={trash.error} onRetry={() => void trash.refetch()} />;
  }
  // What came back a moment ago is not deleted any more, whatever the last answer said.
  const rows = (trash.rows ?? []).filter(({ segment }) => !present.has(segment.uid));
  if (rows.length === 0) {
    return (
      <div className={styles.nothing}>
        <Trash2 aria-hidden />
        <strong>{t("editor.past.trashNone")}</strong>
        <p>{t("editor.past.trashNoneExplained")}</p>
      </div>
    );
  }
  const picked = rows.filter(({ segment }) => chosen.has(segment.uid));
  const choose = (uid: string, isChosen: boolean): void => {
    const next = new Set(chosen);
    if (isChosen) next.add(uid);
    else next.delete(uid);
    setChosen(next);
  };
  return (
    <>
      <div className={styles.scroll}>
        <ul className={styles.entries} aria-label={t("editor.past.trashList")} data-testid="trash">
          {rows.map((row) => (
            <Row
              key={row.segment.uid}
              row={row}
              isChosen={chosen.has(row.segment.uid)}
              onChoose={(isChosen) => choose(row.segment.uid, isChosen)}
            />
          ))}
        </ul>
        <LoadMore query={trash} />
      </div>
      {mayChange && picked.length > 0 && (
        <div className={styles.foot}>
          <Button
            variant="primary"
            icon={<RotateCcw aria-hidden />}
            onPress={() => {
              past.bringBack(picked.map(({ segment }) => segment));
              setChosen(new Set());
            }}
          >
            {t("editor.past.chosen", { count: picked.length })}
          </Button>
        </div>
      )}
    </>
  );
}

interface RowProps {
  row: DeletedSegment;
  isChosen: boolean;
  onChoose: (isChosen: boolean) => void;
}

function Row({ row, isChosen, onChoose }: RowProps) {
  const { t } = useTranslation();
  const { classOf, past, mayChange } = useEditorPage();
  const { segment, tool } = row;
  const labelClass = classOf(segment.class_id);
  const name = labelClass?.name ?? t("editor.classes.unknown", { id: segment.class_id });
  const area = segment.area_px.toLocaleString("en-GB");
  const how =
    tool === "delete" || tool === "undo"
      ? t(`editor.past.hows.${tool}`)
      : t("editor.past.hows.other", { tool: toolWord(tool) });
  return (
    <li className={styles.deleted}>
      <input
        type="checkbox"
        aria-label={t("editor.past.choose", { name, area })}
        checked={isChosen}
        disabled={!mayChange}
        onChange={(event) => onChoose(event.currentTarget.checked)}
      />
      <SegmentPicture segment={segment} color={labelClass?.color ?? "#808080"} />
      <span className={styles.body}>
        <span className={styles.line}>
          <Swatch color={labelClass?.color ?? "#808080"} />
          <strong>{name}</strong>
          <span className={styles.muted}>{t("editor.segments.area", { area })}</span>
        </span>
        <span className={styles.muted}>
          {t("editor.past.deletedBy", {
            how,
            time: row.deleted_at === null ? "" : clockTime(row.deleted_at),
            who: row.deleted_by?.username ?? t("editor.past.somebody"),
          })}
        </span>
      </span>
      <RowButton
        icon={RotateCcw}
        label={t("editor.past.restoreOne", { name })}
        isOn
        isInTabOrder
        isDisabled={!mayChange}
        onPress={() => past.bringBack([segment])}
      />
    </li>
  );
}
