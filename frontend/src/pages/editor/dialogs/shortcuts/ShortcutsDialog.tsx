/** Every command with its keys; each can be given others, and all of them kept in a file. */

import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../../../ui/Button";
import { Dialog } from "../../../../ui/Dialog";
import { SearchField } from "../../../../ui/TextField";
import { type CommandId, commandIds, commandOf } from "../../commands";
import { COMMAND_GROUPS } from "../../help/groups";
import { changeOverrides, useKeymap, useOverrides } from "../../keymap/store";
import dialogs from "../Dialogs.module.css";
import { holds } from "../palette/fuzzy";
import { FileActions } from "./FileActions";
import { ShortcutRow } from "./ShortcutRow";
import styles from "./Shortcuts.module.css";

interface ShortcutsDialogProps {
  isOpen: boolean;
  onClose: () => void;
}

export function ShortcutsDialog({ isOpen, onClose }: ShortcutsDialogProps) {
  const { t } = useTranslation();
  return (
    <Dialog
      title={t("editor.commands.shortcuts")}
      isOpen={isOpen}
      onClose={onClose}
      size="wide"
      actions={<ResetAll />}
      footNote={<FileActions />}
    >
      <Commands />
    </Dialog>
  );
}

function Commands() {
  const { t } = useTranslation();
  const [wanted, setWanted] = useState("");
  const keymap = useKeymap();
  const overrides = useOverrides();
  const groups = COMMAND_GROUPS.map((group) => {
    const name = t(`editor.help.groups.${group}`);
    const ids = commandIds.filter((id) => commandOf(id).group === group);
    const isWanted = (id: CommandId): boolean =>
      holds(wanted, `${t(`editor.commands.${id}`)} ${name}`);
    return { group, name, ids: ids.filter(isWanted) };
  }).filter(({ ids }) => ids.length > 0);
  return (
    <>
      <p className={dialogs.muted}>{t("editor.shortcuts.explained")}</p>
      <SearchField
        label={t("editor.shortcuts.search")}
        clearLabel={t("editor.shortcuts.clearSearch")}
        placeholder={t("editor.shortcuts.search")}
        value={wanted}
        onChange={setWanted}
      />
      <div className={styles.commands}>
        {groups.map(({ group, name, ids }) => (
          <section key={group} aria-label={name}>
            <h3>{name}</h3>
            <ul>
              {ids.map((id) => (
                <ShortcutRow
                  key={id}
                  id={id}
                  keys={keymap.get(id) ?? []}
                  isChanged={overrides[id] !== undefined}
                />
              ))}
            </ul>
          </section>
        ))}
        {groups.length === 0 && <p className={dialogs.muted}>{t("editor.shortcuts.nothing")}</p>}
      </div>
    </>
  );
}

/** All at once cannot be taken back: it asks once more, in place. */
function ResetAll() {
  const { t } = useTranslation();
  const overrides = useOverrides();
  const [isAsking, setAsking] = useState(false);
  const count = Object.keys(overrides).length;
  if (!isAsking) {
    return (
      <Button isDisabled={count === 0} onPress={() => setAsking(true)}>
        {t("editor.shortcuts.resetAll")}
      </Button>
    );
  }
  const reset = (): void => {
    changeOverrides({});
    setAsking(false);
  };
  return (
    <>
      <Button autoFocus variant="danger" onPress={reset}>
        {t("editor.shortcuts.reallyReset", { count })}
      </Button>
      <Button onPress={() => setAsking(false)}>{t("ui.cancel")}</Button>
    </>
  );
}
