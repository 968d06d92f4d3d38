/** Deletes a version; of one that was used it says by what, and offers to take only its name. */
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "../../api/client";
import { deleteVersion, unnameVersion, type VersionRow, versionsKey } from "../../api/versions";
import { ConfirmDialog } from "../shell/ConfirmDialog";

export interface DeleteVersionDialogProps {
  version: VersionRow;
  onClose: () => void;
  /** It is no longer in the list. */
  onGone: () => void;
}

/** What hangs on a version, in the server's words; null when that was not the error. */
function usesOf(error: unknown): string[] | null {
  if (!(error instanceof ApiError) || error.code !== "version_in_use") return null;
  const found = error.detail["used_by"];
  return Array.isArray(found) ? found.map(String) : [];
}

export function DeleteVersionDialog({ version, onClose, onGone }: DeleteVersionDialogProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [uses, setUses] = useState<string[] | null>(null);
  const { name } = version;
  const finish = () => {
    onClose();
    onGone();
    client.removeQueries({ queryKey: [...versionsKey(version.project), version.id] });
    void client.invalidateQueries({ queryKey: versionsKey(version.project), exact: true });
  };
  const remove = async () => {
    try {
      await deleteVersion(version.id);
    } catch (failure) {
      const found = usesOf(failure);
      if (found === null) throw failure;
      setUses(found);
      return;
    }
    finish();
  };
  const unname = async () => {
    await unnameVersion(version.id);
    finish();
  };
  if (uses !== null) {
    return (
      <ConfirmDialog
        key="in-use"
        title={t("versions.deleteDialog.inUseTitle", { name })}
        isOpen
        confirmLabel={t("versions.deleteDialog.unname")}
        onConfirm={unname}
        onClose={onClose}
      >
        {t("versions.deleteDialog.inUse", { what: uses.join(t("versions.deleteDialog.and")) })}
      </ConfirmDialog>
    );
  }
  return (
    <ConfirmDialog
      key="delete"
      title={t("versions.deleteDialog.title", { name })}
      isOpen
      confirmLabel={t("versions.deleteDialog.confirm")}
      onConfirm={remove}
      onClose={onClose}
    >
      {t("versions.deleteDialog.explained")}
    </ConfirmDialog>
  );
}
