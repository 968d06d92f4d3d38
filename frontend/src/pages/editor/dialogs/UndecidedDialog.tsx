/** Asks before an image is submitted while a model's suggestions on it are undecided. */

import { useTranslation } from "react-i18next";
import { Button } from "../../../ui/Button";
import { Dialog } from "../../../ui/Dialog";
import { useStateChange } from "../bars/StateActions";
import { useEditorPage, useEditorState } from "../EditorContext";

interface UndecidedDialogProps {
  isOpen: boolean;
  /** Goes on to the next image once this one is submitted. */
  goesOn: boolean;
  onClose: () => void;
}

export function UndecidedDialog({ isOpen, goesOn, onClose }: UndecidedDialogProps) {
  const { t } = useTranslation();
  const { editor, commands } = useEditorPage();
  const change = useStateChange();
  const count = useEditorState((state) => state.suggestions.size);
  const submit = (): void => {
    onClose();
    change.mutate("submitted", { onSuccess: () => goesOn && commands.goTo("nextWork") });
  };
  return (
    <Dialog
      title={t("editor.undecided.title", { count })}
      isOpen={isOpen}
      onClose={onClose}
      size="narrow"
      actions={
        <>
          <Button variant="quiet" onPress={onClose}>
            {t("ui.cancel")}
          </Button>
          <Button onPress={submit}>{t("editor.undecided.without")}</Button>
          <Button
            variant="primary"
            onPress={() => {
              editor.acceptAll();
              submit();
            }}
          >
            {t("editor.undecided.accept")}
          </Button>
        </>
      }
    >
      <p>{t("editor.undecided.explained")}</p>
    </Dialog>
  );
}
