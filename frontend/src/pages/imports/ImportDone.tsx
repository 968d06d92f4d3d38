/** What came of an import: added, repaired, left out with reasons. */
import { Images } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { DatasetImport, Project } from "../../api/types";
import { Notice } from "../../ui/Badge";
import { LinkButton } from "../../ui/Button";
import { Table } from "../../ui/Table";
import { sectionHref } from "../shell/sections";
import { ReportLines } from "../shell/ReportLines";
import styles from "./Imports.module.css";
import { stepHref } from "./steps";

export function ImportDone({ project, row }: { project: Project; row: DatasetImport }) {
  const { t } = useTranslation();
  const result = row.run?.result;
  const repairs = result?.repairs ?? [];
  const refused = result?.refused ?? [];
  return (
    <>
      {result && (
        <Notice tone="success">
          {t("imports.result.done", {
            images: t("imports.contents.images", { count: result.images }),
            segments: t(
              row.segments_as === "suggestions"
                ? "imports.result.suggestions"
                : "imports.contents.segments",
              { count: result.segments },
            ),
          })}
        </Notice>
      )}
      {result && repairs.length === 0 && refused.length === 0 && (
        <p className={styles.muted}>{t("imports.result.clean")}</p>
      )}
      {refused.length > 0 && (
        <section className={styles.list}>
          <h2>
            {t("imports.result.refused")} ({refused.length})
          </h2>
          <Table
            label={t("imports.result.refused")}
            rows={refused}
            rowKey={(each) => each.name}
            columns={[
              {
                id: "image",
                title: t("imports.result.image"),
                width: "40%",
                cell: ({ name }) => name,
              },
              {
                id: "why",
                title: t("imports.result.refusedReason"),
                cell: ({ message }) => message,
              },
            ]}
          />
        </section>
      )}
      <ReportLines level={2} title={t("imports.result.repairs")} lines={repairs} />
      <div className={styles.foot}>
        <LinkButton href={stepHref(project.id, null, "file")}>
          {t("imports.result.another")}
        </LinkButton>
        <LinkButton
          variant="primary"
          href={sectionHref(project.id, "images")}
          icon={<Images aria-hidden />}
        >
          {t("imports.result.showImages")}
        </LinkButton>
      </div>
    </>
  );
}
