/** The classes: choose one by click or key, hide all segments of one. */

import { Check, Eye, EyeOff, Plus } from "lucide-react";
import { memo, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Swatch } from "../../../ui/Badge";
import { LinkButton } from "../../../ui/Button";
import { classNames } from "../../../ui/classNames";
import { useEditorPage, useEditorState } from "../EditorContext";
import { classKeyLabel, type PaletteClass } from "../palette";
import { chooseClass } from "../session";
import { Guideline } from "./Guideline";
import styles from "./Panel.module.css";
import { RowButton } from "./RowButton";
import { SectionHead } from "./SectionHead";

export function ClassPalette() {
  const { t } = useTranslation();
  const { editor, palette: all, project, canEdit } = useEditorPage();
  const palette = all.filter(({ isRetired }) => !isRetired);
  const [isOpen, setOpen] = useState(true);
  const [filter, setFilter] = useState("");
  const activeClassId = useEditorState((state) => state.activeClassId);
  const hiddenClassIds = useEditorState((state) => state.hiddenClassIds);
  const segments = useEditorState((state) => state.segments);
  const counts = useMemo(() => {
    const byClass = new Map<number, number>();
    for (const { classId } of segments.values()) {
      byClass.set(classId, (byClass.get(classId) ?? 0) + 1);
    }
    return byClass;
  }, [segments]);
  const wanted = filter.trim().toLowerCase();
  const shown = palette.filter(({ name }) => name.toLowerCase().includes(wanted));
  return (
    <section className={styles.classes} aria-label={t("editor.classes.title")}>
      <SectionHead title={t("editor.classes.title")} isOpen={isOpen} onToggle={setOpen}>
        {isOpen && palette.length > 0 && (
          <input
            type="search"
            className={styles.filter}
            placeholder={t("editor.classes.filter")}
            aria-label={t("editor.classes.filter")}
            value={filter}
            data-class-search=""
            onChange={(event) => setFilter(event.currentTarget.value)}
            onKeyDown={(event) => {
              const [first] = shown;
              if (event.key !== "Enter" && event.key !== "Escape") return;
              if (event.key === "Enter" && first !== undefined) {
                chooseClass(editor, first.classId, canEdit);
              }
              event.preventDefault();
              setFilter("");
              document.querySelector<HTMLElement>("[data-editor-canvas]")?.focus();
            }}
          />
        )}
      </SectionHead>
      {palette.length === 0 && (
        <div className={styles.empty}>
          <p>{t("editor.classes.none")}</p>
          <LinkButton
            size="small"
            icon={<Plus aria-hidden />}
            href={`/projects/${project.id}?tab=classes`}
          >
            {t("editor.classes.add")}
          </LinkButton>
        </div>
      )}
      {palette.length > 0 && shown.length === 0 && (
        <p className={styles.empty}>{t("editor.classes.noMatch")}</p>
      )}
      <ul className={styles.classList} hidden={!isOpen}>
        {shown.map((each) => (
          <ClassRow
            key={each.classId}
            labelClass={each}
            count={counts.get(each.classId) ?? 0}
            isActive={each.classId === activeClassId}
            isHidden={hiddenClassIds.has(each.classId)}
            onChoose={() => chooseClass(editor, each.classId, canEdit)}
            onHide={(isHidden) => editor.setClassHidden(each.classId, isHidden)}
          />
        ))}
      </ul>
    </section>
  );
}

interface ClassRowProps {
  labelClass: PaletteClass;
  /** Its segments on this image. */
  count: number;
  isActive: boolean;
  isHidden: boolean;
  onChoose: () => void;
  onHide: (isHidden: boolean) => void;
}

const ClassRow = memo(function ClassRow({
  labelClass,
  count,
  isActive,
  isHidden,
  onChoose,
  onHide,
}: ClassRowProps) {
  const { t } = useTranslation();
  const { name, color, key } = labelClass;
  return (
    <li className={classNames(styles.classRow, isActive && styles.active)}>
      <button
        type="button"
        className={styles.classButton}
        aria-pressed={isActive}
        onClick={onChoose}
        data-class-id={labelClass.classId}
      >
        <Swatch color={color} />
        <span className={styles.name} title={name}>
          {name}
        </span>
        {isActive && <Check aria-hidden className={styles.tick} />}
        {count > 0 && (
          <span className={styles.count} title={t("editor.list.onImage", { count })}>
            {count}
          </span>
        )}
        {key === null ? (
          <span className={styles.noKey} />
        ) : (
          <kbd
            className={styles.key}
            aria-label={t("editor.classes.key", { key: classKeyLabel(key) })}
          >
            {classKeyLabel(key)}
          </kbd>
        )}
      </button>
      {isActive && <Guideline labelClass={labelClass} />}
      <RowButton
        icon={isHidden ? EyeOff : Eye}
        label={t(isHidden ? "editor.classes.show" : "editor.classes.hide", { name })}
        isOn={isHidden}
        isInTabOrder
        onPress={() => onHide(!isHidden)}
      />
    </li>
  );
});
