/** The help over the image: keys, mouse, pen and touch. */

import { useTranslation } from "react-i18next";
import { Button, LinkButton } from "../../../ui/Button";
import { Dialog } from "../../../ui/Dialog";
import { HelpContents } from "../help/HelpContents";
import type { PaletteClass } from "../palette";

interface HelpDialogProps {
  isOpen: boolean;
  onClose: () => void;
  onChangeKeys: () => void;
  palette: readonly PaletteClass[];
}

export function HelpDialog({ isOpen, onClose, onChangeKeys, palette }: HelpDialogProps) {
  const { t } = useTranslation();
  const classKeys = palette.flatMap(({ key }) => (key === null ? [] : [key.toUpperCase()]));
  return (
    <Dialog
      title={t("editor.help.title")}
      isOpen={isOpen}
      onClose={onClose}
      size="wide"
      actions={
        <>
          <LinkButton href="/help/shortcuts" isNewTab>
            {t("editor.help.asPage")}
          </LinkButton>
          <Button variant="primary" onPress={onChangeKeys}>
            {t("editor.commands.shortcuts")}
          </Button>
        </>
      }
    >
      <HelpContents level={3} classKeys={classKeys} />
    </Dialog>
  );
}
