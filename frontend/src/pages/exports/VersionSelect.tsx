/** The project as it is now, or a snapshot that was taken before. */
import { useTranslation } from "react-i18next";
import { useExports } from "../../api/exports";
import type { Project } from "../../api/types";
import { Select } from "../../ui/Select";
import styles from "./Exports.module.css";

const current = "now";

export interface VersionSelectProps {
  project: Project;
  /** A snapshot's id; null: as it is now. */
  value: number | null;
  onChange: (version: number | null) => void;
}

export function VersionSelect({ project, value, onChange }: VersionSelectProps) {
  const { t } = useTranslation();
  const exports = useExports(project.id).data ?? [];
  const known = new Set(exports.map((row) => row.snapshot));
  if (value !== null) known.add(value);
  const options = [
    { value: current, label: t("exports.current") },
    ...[...known]
      .sort((a, b) => b - a)
      .map((id) => ({ value: String(id), label: t("exports.versionNumber", { id }) })),
  ];
  if (options.length === 1) return null;
  return (
    <div className={styles.version}>
      <Select
        label={t("exports.version")}
        value={value === null ? current : String(value)}
        onChange={(next) => onChange(next === current ? null : Number(next))}
        options={options}
      />
    </div>
  );
}
