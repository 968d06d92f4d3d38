/** What belongs to a class and what does not, in its manager's words: text as it was typed, never markup. */

import { BookOpen } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Dialog, DialogTrigger, Popover } from "react-aria-components";
import { classNames } from "../../../ui/classNames";
import { IconButton } from "../../../ui/IconButton";
import overlay from "../../../ui/Overlay.module.css";
import type { PaletteClass } from "../palette";
import styles from "./Attributes.module.css";

export function Guideline({ labelClass: { name, guideline } }: { labelClass: PaletteClass }) {
  const { t } = useTranslation();
  if (guideline.trim() === "") return null;
  const title = t("editor.attributes.guideline", { name });
  return (
    <DialogTrigger>
      <IconButton icon={BookOpen} size="small" label={title} placement="left" />
      <Popover className={classNames(overlay.popover)} offset={6} placement="left">
        <Dialog className={styles.guideline ?? ""} aria-label={title}>
          {guideline}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
