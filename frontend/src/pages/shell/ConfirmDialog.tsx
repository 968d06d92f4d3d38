/** Asks before something that cannot be taken back; says on the spot when it failed. */
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Notice } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { errorText } from "./errorText";

export interface ConfirmDialogProps {
  title: string;
  isOpen: boolean;
  confirmLabel: string;
  isConfirmDisabled?: boolean;
  /** Resolves when it is done; what it throws is shown and the dialog stays. */
  onConfirm: () => Promise<void>;
  onClose: () => void;
  children: ReactNode;
}

export function ConfirmDialog({
  title,
  isOpen,
  confirmLabel,
  isConfirmDisabled = false,
  onConfirm,
  onClose,
  children,
}: ConfirmDialogProps) {
  const { t } = useTranslation();
  const [error, setError] = useState<string | null>(null);
  const [isPending, setPending] = useState(false);
  const confirm = async () => {
    setPending(true);
    setError(null);
    try {
      await onConfirm();
    } catch (failure) {
      setError(errorText(failure));
      setPending(false);
    }
  };
  return (
    <Dialog
      title={title}
      size="narrow"
      isOpen={isOpen}
      onClose={onClose}
      onSubmit={() => void confirm()}
      actions={
        <>
          <Button variant="quiet" onPress={onClose}>
            {t("ui.cancel")}
          </Button>
          <Button
            type="submit"
            variant="danger"
            isPending={isPending}
            isDisabled={isConfirmDisabled}
          >
            {confirmLabel}
          </Button>
        </>
      }
    >
      {typeof children === "string" ? <p>{children}</p> : children}
      {error !== null && <Notice tone="danger">{error}</Notice>}
    </Dialog>
  );
}
