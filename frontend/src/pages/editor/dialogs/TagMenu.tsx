/** The image's tags: which classes are in it, said without a pixel. By typing a name, by arrows, by Enter. */

import { Check } from "lucide-react";
import { type KeyboardEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Swatch } from "../../../ui/Badge";
import { classNames } from "../../../ui/classNames";
import { Dialog } from "../../../ui/Dialog";
import { useEditorPage, useEditorState } from "../EditorContext";
import { classKeyLabel, isClassKey, type PaletteClass } from "../palette";
import { matchingClasses } from "./ClassMenu";
import styles from "./Dialogs.module.css";

interface TagMenuProps {
  isOpen: boolean;
  onClose: () => void;
}

export function TagMenu({ isOpen, onClose }: TagMenuProps) {
  const { t } = useTranslation();
  return (
    <Dialog title={t("editor.weak.menu")} isOpen={isOpen} onClose={onClose} size="narrow">
      <p className={styles.muted}>{t("editor.weak.explained")}</p>
      <TagChoices />
    </Dialog>
  );
}

function TagChoices() {
  const { t } = useTranslation();
  const { editor, palette } = useEditorPage();
  const weakLabels = useEditorState((state) => state.weakLabels);
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const tagged = new Set(
    [...weakLabels.values()].flatMap(({ kind, classId }) => (kind === "tag" ? [classId] : [])),
  );
  const shown = matchingClasses(palette, typed);
  const toggle = (labelClass: PaletteClass | undefined): void => {
    if (labelClass === undefined) return;
    editor.setTag(labelClass.classId, !tagged.has(labelClass.classId));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const byKey = typed === "" && palette.find(({ key }) => isClassKey(key, event));
    if (byKey) toggle(byKey);
    else if (event.key === "Enter") toggle(shown[at]);
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
        aria-controls="tag-choices"
        aria-activedescendant={active && `tag-choice-${active.classId}`}
        aria-label={t("editor.weak.filter")}
        placeholder={t("editor.weak.filter")}
        value={typed}
        onKeyDown={onKeyDown}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setAt(0);
        }}
      />
      <ul
        id="tag-choices"
        role="listbox"
        aria-multiselectable
        aria-label={t("editor.weak.tags")}
        className={styles.choices}
      >
        {shown.map((each, index) => (
          <li
            key={each.classId}
            id={`tag-choice-${each.classId}`}
            role="option"
            aria-selected={tagged.has(each.classId)}
            className={classNames(styles.choice, index === at && styles.at)}
            onPointerEnter={() => setAt(index)}
            onClick={() => toggle(each)}
          >
            <Swatch color={each.color} />
            <span>{each.name}</span>
            {tagged.has(each.classId) && <Check aria-hidden width={15} height={15} />}
            {each.key !== null && <kbd>{classKeyLabel(each.key)}</kbd>}
          </li>
        ))}
      </ul>
      {shown.length === 0 && <p className={styles.muted}>{t("editor.classes.noMatch")}</p>}
    </>
  );
}
