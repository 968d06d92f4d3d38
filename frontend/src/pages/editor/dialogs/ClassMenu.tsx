/** Chooses another class for the selected segments or box: by its key, by typing its name, by arrows. */

import { type KeyboardEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { selectedSegments } from "../../../editor";
import { Swatch } from "../../../ui/Badge";
import { classNames } from "../../../ui/classNames";
import { Dialog } from "../../../ui/Dialog";
import { useEditorPage } from "../EditorContext";
import { classKeyLabel, isClassKey, type PaletteClass } from "../palette";
import styles from "./Dialogs.module.css";

interface ClassMenuProps {
  isOpen: boolean;
  onClose: () => void;
}

export function ClassMenu({ isOpen, onClose }: ClassMenuProps) {
  const { t } = useTranslation();
  return (
    <Dialog title={t("editor.classMenu.title")} isOpen={isOpen} onClose={onClose} size="narrow">
      <Choices onClose={onClose} />
    </Dialog>
  );
}

/** Of the classes in use: a class whose key is the only thing typed comes first, then names that start with it, then the rest. */
export function matchingClasses(palette: readonly PaletteClass[], typed: string): PaletteClass[] {
  const wanted = typed.trim().toLowerCase();
  const rank = ({ key, name }: PaletteClass): number => {
    if (key === wanted) return 0;
    const at = name.toLowerCase().indexOf(wanted);
    return at === 0 ? 1 : at > 0 ? 2 : 3;
  };
  return palette
    .filter(({ isRetired }) => !isRetired)
    .map((each) => ({ each, rank: rank(each) }))
    .filter((entry) => entry.rank < 3)
    .sort((a, b) => a.rank - b.rank)
    .map(({ each }) => each);
}

function Choices({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { editor, palette } = useEditorPage();
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const shown = matchingClasses(palette, typed);
  const choose = (labelClass: PaletteClass | undefined): void => {
    if (labelClass === undefined) return;
    const state = editor.store.getState();
    const { selectedBoxUid } = state;
    if (selectedBoxUid !== null) editor.setBoxClass(selectedBoxUid, labelClass.classId);
    else editor.changeClass(selectedSegments(state), labelClass.classId);
    onClose();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const byKey = typed === "" && palette.find(({ key }) => isClassKey(key, event));
    if (byKey) choose(byKey);
    else if (event.key === "Enter") choose(shown[at]);
    else if (event.key === "ArrowDown") setAt(Math.min(at + 1, shown.length - 1));
    else if (event.key === "ArrowUp") setAt(Math.max(at - 1, 0));
    else return;
    event.preventDefault();
  };
  const active = shown[at];
  return (
    <>
      <input
        type="text"
        role="combobox"
        className={styles.search}
        autoFocus
        aria-expanded
        aria-controls="class-choices"
        aria-activedescendant={active && `class-choice-${active.classId}`}
        aria-label={t("editor.classMenu.filter")}
        placeholder={t("editor.classMenu.filter")}
        value={typed}
        onKeyDown={onKeyDown}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setAt(0);
        }}
      />
      <ul
        id="class-choices"
        role="listbox"
        aria-label={t("editor.classes.title")}
        className={styles.choices}
      >
        {shown.map((each, index) => (
          <li
            key={each.classId}
            id={`class-choice-${each.classId}`}
            role="option"
            aria-selected={index === at}
            className={classNames(styles.choice, index === at && styles.at)}
            onPointerEnter={() => setAt(index)}
            onClick={() => choose(each)}
          >
            <Swatch color={each.color} />
            <span>{each.name}</span>
            {each.key !== null && <kbd>{classKeyLabel(each.key)}</kbd>}
          </li>
        ))}
      </ul>
      {shown.length === 0 && <p className={styles.muted}>{t("editor.classes.noMatch")}</p>}
    </>
  );
}
