/** The class table of the create dialog: Enter makes the next row, a pasted list makes many. */
import { Plus, X } from "lucide-react";
import { type ClipboardEvent, type KeyboardEvent, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/Button";
import { ColorField } from "../../ui/ColorField";
import { IconButton } from "../../ui/IconButton";
import { Segmented } from "../../ui/Segmented";
import { TextField } from "../../ui/TextField";
import { addRow, type DraftClass, pasteNames, repeatedNames, splitNames } from "./draftClasses";
import { palette } from "./palette";
import styles from "./Projects.module.css";

export interface ClassRowsProps {
  rows: readonly DraftClass[];
  onChange: (rows: DraftClass[]) => void;
}

export function ClassRows({ rows, onChange }: ClassRowsProps) {
  const { t } = useTranslation();
  const list = useRef<HTMLUListElement>(null);
  const focusLast = useRef(false);
  const repeated = repeatedNames(rows);

  useEffect(() => {
    if (!focusLast.current) return;
    focusLast.current = false;
    const inputs = list.current?.querySelectorAll<HTMLInputElement>("input[type=text]");
    inputs?.item(inputs.length - 1).focus();
  }, [rows]);

  const change = (key: number, part: Partial<DraftClass>) =>
    onChange(rows.map((row) => (row.key === key ? { ...row, ...part } : row)));
  const add = () => {
    focusLast.current = true;
    onChange(addRow(rows));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // Enter with a name goes on to the next class; on an empty row it submits the form.
    if (event.key !== "Enter" || !(event.target instanceof HTMLInputElement)) return;
    if (event.target.type !== "text" || event.target.value.trim() === "") return;
    event.preventDefault();
    add();
  };
  const onPaste = (key: number) => (event: ClipboardEvent) => {
    const names = splitNames(event.clipboardData.getData("text"));
    if (names.length < 2) return;
    event.preventDefault();
    onChange(pasteNames(rows, key, names));
  };

  return (
    <div className={styles.classes}>
      <div className={styles.classesHead}>
        <span>{t("projects.create.classes")}</span>
        <span>{t("projects.create.classesHint")}</span>
      </div>
      <ul ref={list} className={styles.classRows} onKeyDown={onKeyDown}>
        {rows.map((row, index) => (
          <li key={row.key} className={styles.classRow} onPaste={onPaste(row.key)}>
            <ColorField
              label={t("projects.create.colorOf", { number: index + 1 })}
              value={row.color}
              palette={palette}
              onChange={(color) => change(row.key, { color })}
            />
            <div className={styles.className}>
              <TextField
                aria-label={t("projects.create.nameOf", { number: index + 1 })}
                placeholder={t("projects.create.classPlaceholder")}
                value={row.name}
                onChange={(name) => change(row.key, { name })}
                error={repeated.has(row.key) ? t("projects.create.repeated") : null}
              />
            </div>
            <Segmented
              label={t("projects.create.kindOf", { number: index + 1 })}
              value={row.is_thing ? "thing" : "stuff"}
              onChange={(kind) => change(row.key, { is_thing: kind === "thing" })}
              parts={(["thing", "stuff"] as const).map((value) => ({
                value,
                content: t(`classes.${value}`),
              }))}
            />
            <IconButton
              icon={X}
              size="small"
              label={t("projects.create.removeClass")}
              onPress={() => onChange(rows.filter((each) => each.key !== row.key))}
            />
          </li>
        ))}
      </ul>
      <div>
        <Button size="small" variant="quiet" icon={<Plus aria-hidden />} onPress={add}>
          {t("projects.create.addClass")}
        </Button>
      </div>
    </div>
  );
}
