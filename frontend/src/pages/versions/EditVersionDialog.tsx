/** Another name, other notes; the content stays. */
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { updateVersion, type VersionRow, versionsKey } from "../../api/versions";
import { Notice } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { TextField } from "../../ui/TextField";
import { errorText } from "../shell/errorText";
import styles from "./Versions.module.css";

export function EditVersionDialog({
  version,
  onClose,
}: {
  version: VersionRow;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [name, setName] = useState(version.name);
  const [notes, setNotes] = useState(version.notes);
  const [error, setError] = useState<string | null>(null);
  const [isPending, setPending] = useState(false);
  const save = async () => {
    setPending(true);
    setError(null);
    try {
      await updateVersion(version.id, { name: name.trim(), notes });
      await client.invalidateQueries({ queryKey: versionsKey(version.project) });
      onClose();
    } catch (failure) {
      setError(errorText(failure));
      setPending(false);
    }
  };
  return (
    <Dialog
      title={t("versions.editDialog.title")}
      isOpen
      onClose={onClose}
      onSubmit={() => void save()}
      actions={
        <>
          <Button variant="quiet" onPress={onClose}>
            {t("ui.cancel")}
          </Button>
          <Button
            type="submit"
            variant="primary"
            isPending={isPending}
            isDisabled={name.trim() === ""}
          >
            {t("ui.save")}
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
      <TextField label={t("versions.notes")} value={notes} onChange={setNotes} rows={5} />
      <p className={styles.muted}>{t("versions.editDialog.explained")}</p>
      {error !== null && <Notice tone="danger">{error}</Notice>}
    </Dialog>
  );
}
