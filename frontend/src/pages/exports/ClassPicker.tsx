/** Some of the project's classes: a list to tick, with a search where it is long. */
import { useState } from "react";
import { CheckboxButton, CheckboxField, CheckboxGroup, Label } from "react-aria-components";
import { useTranslation } from "react-i18next";
import type { LabelClass } from "../../api/types";
import { Swatch } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { SearchField } from "../../ui/TextField";
import styles from "./ClassPicker.module.css";

const searchFrom = 10;

export interface ClassPickerProps {
  label: string;
  classes: readonly LabelClass[];
  /** Class ids. */
  value: readonly number[];
  onChange: (classIds: number[]) => void;
}

export function ClassPicker({ label, classes, value, onChange }: ClassPickerProps) {
  const { t } = useTranslation();
  const [search, setSearch] = useState("");
  const wanted = search.trim().toLowerCase();
  const shown = classes.filter((each) => each.name.toLowerCase().includes(wanted));
  const pick = (names: readonly string[]) => {
    const hidden = value.filter((id) => !shown.some((each) => each.class_id === id));
    onChange([...hidden, ...names.map(Number)].sort((a, b) => a - b));
  };
  return (
    <CheckboxGroup value={value.map(String)} onChange={pick} className={styles.picker ?? ""}>
      <div className={styles.head}>
        <Label className={styles.label}>{label}</Label>
        <Button
          size="small"
          variant="quiet"
          onPress={() => pick(shown.map((each) => String(each.class_id)))}
        >
          {t("exports.choices.selectAll")}
        </Button>
        <Button size="small" variant="quiet" onPress={() => pick([])}>
          {t("exports.choices.selectNone")}
        </Button>
      </div>
      {classes.length > searchFrom && (
        <SearchField
          label={t("exports.choices.findClass")}
          clearLabel={t("exports.clearFind")}
          placeholder={t("exports.choices.findClass")}
          value={search}
          onChange={setSearch}
        />
      )}
      <div className={styles.list}>
        {shown.map((each) => (
          <CheckboxField
            key={each.class_id}
            value={String(each.class_id)}
            className={styles.field ?? ""}
          >
            <CheckboxButton className={styles.item ?? ""}>
              <span className={styles.box} aria-hidden />
              <Swatch color={each.color} />
              <span className={styles.name}>{each.name}</span>
            </CheckboxButton>
          </CheckboxField>
        ))}
      </div>
    </CheckboxGroup>
  );
}
