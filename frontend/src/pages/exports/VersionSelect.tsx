/** The project as it is now, or a version of it. */
import { useTranslation } from "react-i18next";
import { useVersionNames } from "../../api/exports";
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
  const versions = useVersionNames(project.id);
  if (versions.isPending) return null;
  const names = new Map(versions.data?.map((version) => [version.id, version.name]));
  // The page's address may name a snapshot that nobody named.
  if (value !== null && !names.has(value)) {
    names.set(value, t("exports.versionNumber", { id: value }));
  }
  const options = [
    { value: current, label: t("exports.current") },
    ...[...names].map(([id, name]) => ({ value: String(id), label: name })),
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
