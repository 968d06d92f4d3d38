/** Labels without pixels: the image's tags, and its boxes as a list. */

import { Sparkles, Tags, Trash2, X } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { EditorWeakLabel } from "../../../editor";
import { Swatch } from "../../../ui/Badge";
import { Button } from "../../../ui/Button";
import { useEditorPage, useEditorState } from "../EditorContext";
import { commandOf } from "../commands";
import { RowButton } from "./RowButton";
import { SectionHead } from "./SectionHead";
import { VirtualRows } from "./VirtualRows";
import panel from "./Panel.module.css";
import styles from "./WeakLabels.module.css";

const ROW_HEIGHT_PX = 28;
/** More boxes scroll. */
const MOST_ROWS = 4;

export function WeakLabels() {
  const { t } = useTranslation();
  const weakLabels = useEditorState((state) => state.weakLabels);
  const isDrawing = useEditorState((state) => state.tool === "weakBox");
  const [isOpen, setOpen] = useState<boolean | null>(null);
  const all = useMemo(() => [...weakLabels.values()], [weakLabels]);
  const boxes = useMemo(() => all.filter(({ kind }) => kind === "box"), [all]);
  // Until somebody opens or closes it: there while it has something to show.
  const isShown = isOpen ?? (all.length > 0 || isDrawing);
  return (
    <section className={styles.weak} aria-label={t("editor.weak.title")}>
      <SectionHead
        title={t("editor.weak.title")}
        count={all.length}
        countTestId="weak-count"
        isOpen={isShown}
        onToggle={setOpen}
      />
      {isShown && (
        <>
          <ImageTags tags={all.filter(({ kind }) => kind === "tag")} />
          {boxes.length > 0 && <Boxes boxes={boxes} />}
          {boxes.length > 0 && <SegmentBoxes />}
        </>
      )}
    </section>
  );
}

function ImageTags({ tags }: { tags: readonly EditorWeakLabel[] }) {
  const { t } = useTranslation();
  const { editor, classOf, canEdit, commands } = useEditorPage();
  const named = tags.map(({ classId }) => {
    const { name, color } = classOf(classId) ?? {
      name: t("editor.classes.unknown", { id: classId }),
      color: "#808080",
    };
    return { classId, name, color };
  });
  return (
    <div className={styles.tags} role="group" aria-label={t("editor.weak.tags")}>
      {named.map(({ classId, name, color }) => (
        <span key={classId} className={styles.tag}>
          <Swatch color={color} />
          {name}
          {canEdit && (
            <button
              type="button"
              className={styles.remove}
              aria-label={t("editor.weak.removeTag", { name })}
              onClick={() => editor.setTag(classId, false)}
            >
              <X aria-hidden />
            </button>
          )}
        </span>
      ))}
      {named.length === 0 && <span className={styles.none}>{t("editor.weak.noTags")}</span>}
      {canEdit && (
        <Button
          size="small"
          variant="quiet"
          icon={<Tags aria-hidden />}
          onPress={commands.openTags}
        >
          {t("editor.weak.editTags")}
        </Button>
      )}
    </div>
  );
}

function Boxes({ boxes }: { boxes: readonly EditorWeakLabel[] }) {
  const { t } = useTranslation();
  const { editor, canEdit, commands } = useEditorPage();
  const selectedUid = useEditorState((state) => state.selectedBoxUid);
  return (
    <div
      className={styles.boxes}
      style={{ height: Math.min(boxes.length, MOST_ROWS) * ROW_HEIGHT_PX }}
    >
      <VirtualRows
        label={t("editor.weak.boxes")}
        testId="box-list"
        rows={boxes}
        rowHeight={ROW_HEIGHT_PX}
        selectedUid={selectedUid}
        onSelect={(uid) => {
          editor.selectBox(uid);
          editor.bringIntoView(uid);
        }}
        onKey={(event) => {
          const deletes = event.key === "Delete" || event.key === "Backspace";
          if (deletes && canEdit) commandOf("delete").run(commands);
          return deletes && canEdit;
        }}
        onHover={() => undefined}
        renderRow={(box) => <BoxRow box={box} />}
      />
    </div>
  );
}

function SegmentBoxes() {
  const { t } = useTranslation();
  const { canEdit, operations } = useEditorPage();
  if (!canEdit) return null;
  return (
    <div className={styles.segment}>
      <Button
        size="small"
        variant="quiet"
        icon={<Sparkles aria-hidden />}
        isDisabled={operations.open?.kind === "boxes"}
        onPress={() => operations.show({ kind: "boxes" })}
      >
        {t("editor.boxes.start")}
      </Button>
    </div>
  );
}

function BoxRow({ box: { uid, classId, bboxXywh } }: { box: EditorWeakLabel }) {
  const { t } = useTranslation();
  const { editor, classOf, canEdit } = useEditorPage();
  const labelClass = classOf(classId);
  const name = labelClass?.name ?? t("editor.classes.unknown", { id: classId });
  return (
    <>
      <span role="gridcell" className={panel.nameCell}>
        <Swatch color={labelClass?.color ?? "#808080"} />
        <span className={panel.name} title={name}>
          {name}
        </span>
      </span>
      <span role="gridcell" className={panel.area}>
        {bboxXywh !== null && t("editor.weak.size", { w: bboxXywh[2], h: bboxXywh[3] })}
      </span>
      <span role="gridcell" className={panel.rowActions}>
        <RowButton
          icon={Trash2}
          label={t("editor.weak.delete")}
          isDisabled={!canEdit}
          onPress={() => editor.deleteWeak(uid)}
        />
      </span>
    </>
  );
}
