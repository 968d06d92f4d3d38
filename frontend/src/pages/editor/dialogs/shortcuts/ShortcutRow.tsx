/** One command: its keys, and how they are changed. */

import { Plus, RotateCcw, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../../../ui/Button";
import { IconButton } from "../../../../ui/IconButton";
import { type CommandId, commandOf } from "../../commands";
import { assigned, keymapOf, ownerOf, withKeys } from "../../keymap/keymap";
import { refusalOf } from "../../keymap/press";
import { changeOverrides, useOverrides } from "../../keymap/store";
import { isMacPlatform, keyLabel } from "../../keys";
import { useCapture } from "./useCapture";
import styles from "./Shortcuts.module.css";

interface ShortcutRowProps {
  id: CommandId;
  keys: readonly string[];
  isChanged: boolean;
}

/** What is being changed: a key that another will replace, or none: one more. */
interface Editing {
  replaced: string | null;
  /** The pressed key, where another command has it. */
  conflict: { binding: string; owner: CommandId } | null;
  refused: string | null;
}

export function ShortcutRow({ id, keys, isChanged }: ShortcutRowProps) {
  const { t } = useTranslation();
  const overrides = useOverrides();
  const [editing, setEditing] = useState<Editing | null>(null);
  const name = t(`editor.commands.${id}`);
  const label = (key: string): string => keyLabel(key, isMacPlatform());
  const begin = (replaced: string | null): void => {
    setEditing({ replaced, conflict: null, refused: null });
  };
  const set = (next: readonly string[]): void => changeOverrides(withKeys(overrides, id, next));
  return (
    <li className={styles.row} data-command={id}>
      <span className={styles.name}>{name}</span>
      <span className={styles.keys}>
        {keys.map((key) => (
          <span key={key} className={styles.key}>
            <button
              type="button"
              aria-label={t("editor.shortcuts.change", { name, key: label(key) })}
              title={t("editor.shortcuts.changeTip")}
              onClick={() => begin(key)}
            >
              <kbd>{label(key)}</kbd>
            </button>
            <button
              type="button"
              className={styles.remove}
              aria-label={t("editor.shortcuts.remove", { name, key: label(key) })}
              onClick={() => set(keys.filter((each) => each !== key))}
            >
              <X aria-hidden />
            </button>
          </span>
        ))}
        <IconButton
          icon={Plus}
          size="small"
          label={t("editor.shortcuts.add", { name })}
          isDisabled={keys.length >= 4}
          onPress={() => begin(null)}
        />
      </span>
      {isChanged ? (
        <IconButton
          icon={RotateCcw}
          size="small"
          label={t("editor.shortcuts.reset", { name })}
          onPress={() => set(commandOf(id).keys)}
        />
      ) : (
        <span className={styles.noReset} />
      )}
      {editing !== null && (
        <Change id={id} editing={editing} setEditing={setEditing} label={label} />
      )}
    </li>
  );
}

interface ChangeProps {
  id: CommandId;
  editing: Editing;
  setEditing: (editing: Editing | null) => void;
  label: (key: string) => string;
}

function Change({ id, editing, setEditing, label }: ChangeProps) {
  const { t } = useTranslation();
  const overrides = useOverrides();
  const { replaced, conflict, refused } = editing;
  const take = (binding: string, swap: boolean): void => {
    changeOverrides(assigned(overrides, id, binding, { replaced, swap }));
    setEditing(null);
  };
  const onPress = (binding: string): void => {
    const refusal = refusalOf(binding);
    const owner = ownerOf(keymapOf(overrides), binding, id);
    if (refusal !== null) {
      const words = t(`editor.shortcuts.refused.${refusal}`, { key: label(binding) });
      setEditing({ ...editing, refused: words });
    } else if (owner !== null)
      setEditing({ replaced, conflict: { binding, owner }, refused: null });
    else take(binding, false);
  };
  const stop = (): void => setEditing(null);
  useCapture(conflict === null, onPress, stop, () =>
    setEditing({ ...editing, refused: t("editor.shortcuts.refused.not_usable") }),
  );
  if (conflict === null) {
    return (
      <p className={styles.asking} role="status" data-testid="press-a-key">
        {refused ?? t("editor.shortcuts.press")}
        <Button size="small" onPress={stop}>
          {t("ui.cancel")}
        </Button>
      </p>
    );
  }
  const other = t(`editor.commands.${conflict.owner}`);
  return (
    <div className={styles.asking} role="status">
      {t("editor.shortcuts.conflict", { key: label(conflict.binding), other })}
      <Button
        size="small"
        variant="primary"
        autoFocus
        onPress={() => take(conflict.binding, false)}
      >
        {t("editor.shortcuts.take")}
      </Button>
      {replaced !== null && (
        <Button size="small" onPress={() => take(conflict.binding, true)}>
          {t("editor.shortcuts.swap", { key: label(replaced), other })}
        </Button>
      )}
      <Button size="small" onPress={stop}>
        {t("ui.cancel")}
      </Button>
    </div>
  );
}
