/** Before a batch is undone: what comes back, what was edited since, and what is to become of that. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { type EditedChoice, undoChanges, useUndoPreview } from "../../../../api/classSurgery";
import type { LabelClass, Surgery, UndoPreview } from "../../../../api/types";
import { Loading, Notice } from "../../../../ui/Badge";
import { Button } from "../../../../ui/Button";
import { RadioCards } from "../../../../ui/Choice";
import { Dialog } from "../../../../ui/Dialog";
import { errorText } from "../../../shell/errorText";
import { LoadError } from "../../../shell/Shell";
import styles from "./Surgery.module.css";
import { namer } from "./words";

export interface UndoDialogProps {
  projectId: number;
  surgery: Surgery;
  rows: readonly LabelClass[];
  onQueued: () => void;
  onClose: () => void;
}

export function UndoDialog({ projectId, surgery, rows, onQueued, onClose }: UndoDialogProps) {
  const { t } = useTranslation();
  const preview = useUndoPreview(surgery.id);
  const [edited, setEdited] = useState<EditedChoice>("keep");
  const [failure, setFailure] = useState<unknown>(null);
  const [isPending, setPending] = useState(false);
  const isAgain = surgery.undo_of !== null;
  const confirm = async () => {
    setPending(true);
    try {
      await undoChanges(surgery.id, edited);
      onQueued();
    } catch (error) {
      setFailure(error);
      setPending(false);
    }
  };
  return (
    <Dialog
      title={t(isAgain ? "classSurgery.undo.titleAgain" : "classSurgery.undo.title")}
      isOpen
      onClose={onClose}
      onSubmit={() => {
        if (preview.data !== undefined) void confirm();
      }}
      actions={
        <>
          <Button variant="quiet" onPress={onClose}>
            {t("ui.cancel")}
          </Button>
          <Button
            type="submit"
            variant="primary"
            isPending={isPending}
            isDisabled={preview.data === undefined}
          >
            {t(isAgain ? "classSurgery.undo.confirmAgain" : "classSurgery.undo.confirm")}
          </Button>
        </>
      }
    >
      {preview.isPending && <Loading label={t("classSurgery.undo.counting")} />}
      {preview.isError && (
        <LoadError error={preview.error} onRetry={() => void preview.refetch()} />
      )}
      {preview.data && <Foretold preview={preview.data} rows={rows} />}
      {preview.data && preview.data.num_edited > 0 && (
        <Edited projectId={projectId} preview={preview.data} value={edited} onChange={setEdited} />
      )}
      {failure !== null && <Notice tone="danger">{errorText(failure)}</Notice>}
    </Dialog>
  );
}

function Foretold({ preview, rows }: { preview: UndoPreview; rows: readonly LabelClass[] }) {
  const { t } = useTranslation();
  const nameOf = namer(t, rows);
  const { num_untouched, num_edited, num_reclassed, num_deleted, kept } = preview;
  const isTableOnly = num_untouched + num_edited + num_reclassed + num_deleted === 0;
  const what = new Set(
    kept.map(({ class_id, field }) =>
      // Who moves one class moves many.
      field === "position"
        ? t("classSurgery.undo.keptOrder")
        : t(`classSurgery.undo.fields.${field}`, { name: nameOf(class_id) }),
    ),
  );
  return (
    <>
      {isTableOnly ? (
        <p>{t("classSurgery.undo.onlyTable")}</p>
      ) : (
        <p>{t("classSurgery.undo.untouched", { count: num_untouched })}</p>
      )}
      {num_reclassed > 0 && <p>{t("classSurgery.undo.reclassed", { count: num_reclassed })}</p>}
      {num_deleted > 0 && <p>{t("classSurgery.undo.deleted", { count: num_deleted })}</p>}
      {what.size > 0 && <p>{t("classSurgery.undo.kept", { what: [...what].join(", ") })}</p>}
    </>
  );
}

interface EditedProps {
  projectId: number;
  preview: UndoPreview;
  value: EditedChoice;
  onChange: (value: EditedChoice) => void;
}

function Edited({ projectId, preview, value, onChange }: EditedProps) {
  const { t } = useTranslation();
  const { num_edited, edited_images } = preview;
  const numNamed = edited_images.reduce((sum, { num_segments }) => sum + num_segments, 0);
  return (
    <>
      <RadioCards<EditedChoice>
        label={t("classSurgery.undo.edited", { count: num_edited })}
        value={value}
        onChange={onChange}
        options={(["keep", "reclass"] as const).map((choice) => ({
          value: choice,
          title: t(`classSurgery.undo.${choice}`),
          description: t(`classSurgery.undo.${choice}Explained`),
        }))}
      />
      <p className={styles.hint}>
        {t("classSurgery.undo.editedOn")}{" "}
        {edited_images.map(({ id, name }, index) => (
          <span key={id}>
            {index > 0 && ", "}
            <Link href={`/projects/${projectId}/images/${id}`} target="_blank">
              {name}
            </Link>
          </span>
        ))}
        {numNamed < num_edited && ` ${t("classSurgery.undo.more")}`}
      </p>
    </>
  );
}
