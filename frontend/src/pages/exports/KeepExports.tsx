/** How long a project keeps its exports; managers decide. */
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { hasRole, updateProject } from "../../api/projects";
import type { Project } from "../../api/types";
import { Select } from "../../ui/Select";
import { notify } from "../../ui/Toast";
import { errorText } from "../shell/errorText";
import styles from "./Exports.module.css";

const forever = "forever";
const offered = [7, 30, 90, 365];

export function KeepExports({ project }: { project: Project }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const kept = project.keep_exports_days;
  const words = (days: number | null) =>
    days === null ? t("exports.keepForever") : t("exports.keepDays", { count: days });
  if (!hasRole(project.role, "manager")) {
    return (
      <p className={styles.hint}>
        {t("exports.keep")} {words(kept)}. {kept !== null && t("exports.keepExplained")}
      </p>
    );
  }
  const change = async (value: string) => {
    try {
      await updateProject(project.id, {
        keep_exports_days: value === forever ? null : Number(value),
      });
      await client.invalidateQueries({ queryKey: ["project", project.id, "summary"] });
      notify({ title: t("exports.keepSaved"), tone: "success" });
    } catch (failure) {
      notify({ title: t("exports.failed"), description: errorText(failure), tone: "danger" });
    }
  };
  const days = kept === null || offered.includes(kept) ? offered : [...offered, kept];
  return (
    <div className={styles.keep}>
      {kept !== null && <span className={styles.hint}>{t("exports.keepExplained")}</span>}
      <span>{t("exports.keep")}</span>
      <Select
        aria-label={t("exports.keep")}
        value={kept === null ? forever : String(kept)}
        onChange={(value) => void change(value)}
        options={[
          { value: forever, label: words(null) },
          ...days
            .toSorted((a, b) => a - b)
            .map((each) => ({ value: String(each), label: words(each) })),
        ]}
      />
    </div>
  );
}
