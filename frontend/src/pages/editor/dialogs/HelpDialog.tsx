/** Keys and mouse, made from the same table that binds them. */

import { useTranslation } from "react-i18next";
import { Dialog } from "../../../ui/Dialog";
import { type CommandGroup, commandIds, commandOf } from "../commands";
import { isMacPlatform, keyLabel } from "../keys";
import type { PaletteClass } from "../palette";
import styles from "./Dialogs.module.css";

const GROUPS: readonly CommandGroup[] = [
  "tools",
  "edit",
  "segments",
  "suggestions",
  "view",
  "image",
];
const GESTURES = ["wheel", "altWheel", "shiftWheel", "middle", "pinch", "pen"] as const;

interface HelpDialogProps {
  isOpen: boolean;
  onClose: () => void;
  palette: readonly PaletteClass[];
}

export function HelpDialog({ isOpen, onClose, palette }: HelpDialogProps) {
  const { t } = useTranslation();
  const classKeys = palette.flatMap(({ key }) => (key === null ? [] : [key.toUpperCase()]));
  return (
    <Dialog title={t("editor.help.title")} isOpen={isOpen} onClose={onClose} size="wide">
      <div className={styles.help}>
        {GROUPS.map((group) => (
          <section key={group}>
            <h3>{t(`editor.help.groups.${group}`)}</h3>
            <dl className={styles.keys}>
              {commandIds
                .filter((id) => commandOf(id).group === group)
                .map((id) => (
                  <Entry
                    key={id}
                    keys={labels(commandOf(id).keys)}
                    text={t(`editor.commands.${id}`)}
                  />
                ))}
              {group === "segments" && classKeys.length > 0 && (
                <Entry keys={classKeys} text={t("editor.help.classKeys")} />
              )}
            </dl>
          </section>
        ))}
        <section>
          <h3>{t("editor.help.mouse")}</h3>
          <dl className={styles.keys}>
            {GESTURES.map((name) => (
              <Entry
                key={name}
                keys={[t(`editor.help.gestureKeys.${name}`)]}
                text={t(`editor.help.gestures.${name}`)}
              />
            ))}
          </dl>
        </section>
      </div>
    </Dialog>
  );
}

function labels(keys: readonly string[]): string[] {
  const isMac = isMacPlatform();
  return keys.filter((key) => !key.startsWith("Numpad")).map((key) => keyLabel(key, isMac));
}

function Entry({ keys, text }: { keys: readonly string[]; text: string }) {
  return (
    <div>
      <dt>
        {keys.map((key) => (
          <kbd key={key}>{key}</kbd>
        ))}
      </dt>
      <dd>{text}</dd>
    </div>
  );
}
