/** Freezes the dataset under a name: which images, and what is left out. */
import { useQueryClient } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Project } from "../../api/types";
import {
  createVersion,
  type ImageChoice,
  useImageCounts,
  type Version,
  versionsKey,
} from "../../api/versions";
import { Loading, Notice } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { TextField } from "../../ui/TextField";
import { errorText } from "../shell/errorText";
import { LoadError } from "../shell/Shell";
import { type Taken, takenBy } from "./figures";
import { ImageChoiceFields } from "./ImageChoiceFields";
import styles from "./Versions.module.css";

export interface NewVersionDialogProps {
  project: Project;
  onClose: () => void;
  onMade: (version: Version) => void;
}

/** "3 New, 2 of other splits" */
function leftOut(taken: Taken, t: TFunction): { count: number; what: string } {
  const states = taken.otherStates.map(({ state, count }) =>
    t("versions.newDialog.otherStates", { count, state: t(`states.${state}`) }),
  );
  const splits =
    taken.otherSplits > 0
      ? [t("versions.newDialog.otherSplits", { count: taken.otherSplits })]
      : [];
  const count = taken.otherStates.reduce((sum, row) => sum + row.count, taken.otherSplits);
  return { count, what: [...states, ...splits].join(", ") };
}

export function NewVersionDialog({ project, onClose, onMade }: NewVersionDialogProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const counts = useImageCounts(project.id);
  const [name, setName] = useState("");
  const [notes, setNotes] = useState("");
  const [choice, setChoice] = useState<ImageChoice>({
    states: ["submitted", "approved"],
    splits: null,
  });
  const [error, setError] = useState<string | null>(null);
  const [isPending, setPending] = useState(false);
  const taken = takenBy(counts.data ?? [], choice);
  const rest = leftOut(taken, t);
  const make = async () => {
    setPending(true);
    setError(null);
    try {
      const made = await createVersion(project.id, { name: name.trim(), notes, ...choice });
      void client.invalidateQueries({ queryKey: versionsKey(project.id) });
      void client.invalidateQueries({ queryKey: ["project", project.id, "jobs"] });
      onMade(made);
    } catch (failure) {
      setError(errorText(failure));
      setPending(false);
    }
  };
  return (
    <Dialog
      title={t("versions.newDialog.title")}
      isOpen
      onClose={onClose}
      onSubmit={() => void make()}
      actions={
        <>
          <Button variant="quiet" onPress={onClose}>
            {t("ui.cancel")}
          </Button>
          <Button
            type="submit"
            variant="primary"
            isPending={isPending}
            isDisabled={name.trim() === "" || taken.taken === 0}
          >
            {t("versions.newDialog.submit")}
          </Button>
        </>
      }
    >
      <TextField
        label={t("versions.name")}
        value={name}
        onChange={setName}
        maxLength={200}
        autoFocus
      />
      <TextField
        label={t("versions.notes")}
        description={t("versions.notesHint")}
        value={notes}
        onChange={setNotes}
        rows={3}
      />
      {counts.isPending && <Loading label={t("ui.loading")} />}
      {counts.isError && <LoadError error={counts.error} onRetry={() => void counts.refetch()} />}
      {counts.data && (
        <>
          <ImageChoiceFields counts={counts.data} choice={choice} onChange={setChoice} />
          <p className={styles.taken} role="status">
            <strong>
              {taken.taken === 0
                ? t("versions.newDialog.nothing")
                : t("versions.newDialog.taken", { count: taken.taken })}
            </strong>
            {rest.count > 0 && ` ${t("versions.newDialog.leftOut", rest)}`}
          </p>
        </>
      )}
      {error !== null && <Notice tone="danger">{error}</Notice>}
    </Dialog>
  );
}
