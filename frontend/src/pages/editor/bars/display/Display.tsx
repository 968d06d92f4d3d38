/** How picture and masks are shown: nothing here changes what is saved. */

import { SlidersHorizontal } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Dialog, DialogTrigger, Popover } from "react-aria-components";
import { classNames } from "../../../../ui/classNames";
import { IconButton } from "../../../../ui/IconButton";
import overlay from "../../../../ui/Overlay.module.css";
import { useEditorPage } from "../../EditorContext";
import { shortcutOf } from "../shortcutOf";
import styles from "./Display.module.css";
import { MaskSettings } from "./MaskSettings";
import { PictureSettings } from "./PictureSettings";

export function Display() {
  const { t } = useTranslation();
  const { display } = useEditorPage();
  return (
    <DialogTrigger isOpen={display.isOpen} onOpenChange={display.setOpen}>
      <IconButton
        icon={SlidersHorizontal}
        label={t("editor.display.title")}
        shortcut={shortcutOf("imageSettings")}
      />
      <Popover className={classNames(overlay.popover)} offset={6} placement="bottom end">
        <Dialog className={styles.display} aria-label={t("editor.display.title")}>
          <PictureSettings />
          <MaskSettings />
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
