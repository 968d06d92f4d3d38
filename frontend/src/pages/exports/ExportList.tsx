/** The exports of a project, newest first, with what the exporter had to say. */
import { Fragment, useState } from "react";
import { VisuallyHidden } from "react-aria-components";
import { useTranslation } from "react-i18next";
import type { DatasetExport, Format, Project } from "../../api/types";
import display from "../../ui/Display.module.css";
import { ExportDetails } from "./ExportDetails";
import { ExportRow } from "./ExportRow";
import styles from "./Exports.module.css";
import { KeepExports } from "./KeepExports";

export interface ExportListProps {
  project: Project;
  exports: readonly DatasetExport[];
  formats: readonly Format[];
}

export function ExportList({ project, exports, formats }: ExportListProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  const toggle = (id: number) => {
    const next = new Set(open);
    if (!next.delete(id)) next.add(id);
    setOpen(next);
  };
  return (
    <section className={styles.list}>
      <div className={styles.listHead}>
        <h2>{t("exports.listTitle")}</h2>
        <KeepExports project={project} />
      </div>
      <div
        className={display.tableFrame}
        role="region"
        aria-label={t("exports.listTitle")}
        tabIndex={0}
      >
        <table className={display.table}>
          <thead>
            <tr>
              <th scope="col">
                <VisuallyHidden>{t("exports.details")}</VisuallyHidden>
              </th>
              <th scope="col">{t("exports.format")}</th>
              <th scope="col">{t("exports.created")}</th>
              <th scope="col" className={display.numeric}>
                {t("exports.images")}
              </th>
              <th scope="col">{t("jobs.state")}</th>
              <th scope="col" className={display.numeric}>
                {t("exports.size")}
              </th>
              <th scope="col">
                <VisuallyHidden>{t("ui.actions")}</VisuallyHidden>
              </th>
            </tr>
          </thead>
          <tbody>
            {exports.map((row) => (
              <Fragment key={row.id}>
                <ExportRow
                  project={project}
                  row={row}
                  title={formats.find(({ name }) => name === row.format)?.title ?? row.format}
                  isOpen={open.has(row.id)}
                  onToggle={() => toggle(row.id)}
                />
                {open.has(row.id) && <ExportDetails row={row} />}
              </Fragment>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
