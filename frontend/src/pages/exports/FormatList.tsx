/** The formats in groups, found by name or by the tool that reads them. */
import { useState } from "react";
import { Label, RadioButton, RadioField, RadioGroup } from "react-aria-components";
import { useTranslation } from "react-i18next";
import type { Format } from "../../api/types";
import { SearchField } from "../../ui/TextField";
import { groupedFormats } from "./formatGroups";
import styles from "./Formats.module.css";

export interface FormatListProps {
  formats: readonly Format[];
  value: string;
  onChange: (name: string) => void;
}

export function FormatList({ formats, value, onChange }: FormatListProps) {
  const { t } = useTranslation();
  const [search, setSearch] = useState("");
  const groups = groupedFormats(formats, search);
  return (
    <div className={styles.side}>
      <SearchField
        label={t("exports.findFormat")}
        clearLabel={t("exports.clearFind")}
        placeholder={t("exports.findFormatPlaceholder")}
        value={search}
        onChange={setSearch}
      />
      <RadioGroup value={value} onChange={onChange} className={styles.group ?? ""}>
        <Label className={styles.hidden}>{t("exports.format")}</Label>
        {groups.map(({ group, formats: members }) => (
          <div key={group} className={styles.section}>
            <h2>{t(`exports.groups.${group}`)}</h2>
            {members.map((format) => (
              <RadioField key={format.name} value={format.name} className={styles.field ?? ""}>
                <RadioButton className={styles.format ?? ""}>{format.title}</RadioButton>
              </RadioField>
            ))}
          </div>
        ))}
        {groups.length === 0 && <p className={styles.none}>{t("exports.noFormat")}</p>}
      </RadioGroup>
    </div>
  );
}
