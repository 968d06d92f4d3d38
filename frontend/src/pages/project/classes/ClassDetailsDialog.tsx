/** What annotators should know about a class and are asked about its segments; its group in exports. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type ClassDraft, useAttributeCounts } from "../../../api/projects";
import type { LabelClass } from "../../../api/types";
import { Notice } from "../../../ui/Badge";
import { Button } from "../../../ui/Button";
import { Dialog } from "../../../ui/Dialog";
import { TextField } from "../../../ui/TextField";
import { errorText } from "../../shell/errorText";
import { type AttributeDraft, definitionOf, draftOf } from "./attributeDrafts";
import { AttributesEditor } from "./AttributesEditor";

export interface ClassDetailsDialogProps {
  projectId: number;
  row: LabelClass;
  onSave: (part: Partial<ClassDraft>) => Promise<void>;
  onClose: () => void;
}

export function ClassDetailsDialog({ projectId, row, onSave, onClose }: ClassDetailsDialogProps) {
  const { t } = useTranslation();
  const [guideline, setGuideline] = useState(row.guideline);
  const [supercategory, setSupercategory] = useState(row.supercategory);
  const [drafts, setDrafts] = useState<readonly AttributeDraft[]>(() =>
    row.attributes.map(draftOf),
  );
  const counts = useAttributeCounts(projectId, row.class_id);
  const [error, setError] = useState<string | null>(null);
  const [isPending, setPending] = useState(false);
  const save = async () => {
    setPending(true);
    try {
      await onSave({
        guideline: guideline.trim(),
        supercategory: supercategory.trim(),
        attributes: drafts.map(definitionOf),
      });
      onClose();
    } catch (failure) {
      setError(errorText(failure));
      setPending(false);
    }
  };
  return (
    <Dialog
      title={row.name}
      size="wide"
      isOpen
      onClose={onClose}
      onSubmit={() => void save()}
      actions={
        <>
          <Button variant="quiet" onPress={onClose}>
            {t("ui.cancel")}
          </Button>
          <Button type="submit" variant="primary" isPending={isPending}>
            {t("ui.save")}
          </Button>
        </>
      }
    >
      <TextField
        label={t("classes.guideline")}
        description={t("classes.guidelineHint")}
        value={guideline}
        onChange={setGuideline}
        rows={5}
        autoFocus
      />
      <TextField
        label={t("classes.supercategory")}
        description={t("classes.supercategoryHint")}
        value={supercategory}
        onChange={setSupercategory}
      />
      <AttributesEditor drafts={drafts} onChange={setDrafts} counts={counts} />
      {error !== null && <Notice tone="danger">{error}</Notice>}
    </Dialog>
  );
}
