/** Deleting an image takes its annotation with it: said before it is done. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { deleteImage } from "../../../api/images";
import type { ImageRow } from "../../../api/types";
import { ConfirmDialog } from "../../shell/ConfirmDialog";

export interface DeleteImageDialogProps {
  image: ImageRow;
  onClose: () => void;
  onDeleted: () => void;
}

export function DeleteImageDialog({ image, onClose, onDeleted }: DeleteImageDialogProps) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(true);
  const close = () => {
    setOpen(false);
    onClose();
  };
  return (
    <ConfirmDialog
      title={t("images.deleteTitle")}
      isOpen={isOpen}
      confirmLabel={t("images.delete")}
      onConfirm={async () => {
        await deleteImage(image.id);
        onDeleted();
        close();
      }}
      onClose={close}
    >
      {t("images.deleteExplained", { name: image.name, count: image.num_segments })}
    </ConfirmDialog>
  );
}
