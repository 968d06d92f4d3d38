/** The zoom in per cent; pressed, the scales to choose from. */

import { useTranslation } from "react-i18next";
import { Button } from "../../../ui/Button";
import { Menu } from "../../../ui/Menu";
import { type CommandId, commandOf } from "../commands";
import { useEditorPage, useEditorState } from "../EditorContext";
import styles from "./Bars.module.css";
import { shortcutOf } from "./shortcutOf";

const CHOICES = ["halfSize", "actualSize", "doubleSize", "fit", "fitWidth", "reveal"] as const;

export function ZoomMenu() {
  const { t } = useTranslation();
  const { commands } = useEditorPage();
  const percent = useEditorState(({ view }) => Math.round(view.scale * 100));
  const action = (id: CommandId & (typeof CHOICES)[number]) => ({
    id,
    label: t(`editor.commands.${id}`),
    description: shortcutOf(id),
    onAction: () => commandOf(id).run(commands),
  });
  return (
    <Menu
      label={t("editor.zoomMenu.label")}
      trigger={
        <Button size="small" variant="quiet" aria-label={t("editor.zoomMenu.now", { percent })}>
          <span className={styles.percent} data-testid="zoom">
            {t("editor.zoomPercent", { percent })}
          </span>
        </Button>
      }
      actions={CHOICES.map(action)}
    />
  );
}
