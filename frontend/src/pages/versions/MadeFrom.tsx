/** Exports and models of exactly a version's content, told by its hash. */
import { BrainCircuit, Download, Package } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { useExports, useFormats } from "../../api/exports";
import { useTrainingRuns } from "../../api/training";
import type { Project } from "../../api/types";
import type { Version } from "../../api/versions";
import { LinkButton } from "../../ui/Button";
import { fileSize, moment, percent } from "../shell/amounts";
import { JobStateBadge } from "../shell/JobStatus";
import { LoadError } from "../shell/Shell";
import { sectionHref } from "../shell/sections";
import styles from "./Versions.module.css";

export function MadeFrom({ project, version }: { project: Project; version: Version }) {
  const { t } = useTranslation();
  const exports = useExports(project.id);
  const formats = useFormats();
  const runs = useTrainingRuns(project.id);
  const ofIt = exports.data?.filter((row) => row.snapshot_hash === version.hash) ?? [];
  const trained = runs.data?.filter((run) => run.snapshot.hash === version.hash) ?? [];
  const titleOf = (name: string) =>
    formats.data?.find((format) => format.name === name)?.title ?? name;
  return (
    <section className={styles.made} aria-label={t("versions.detail.made")}>
      <h2>{t("versions.detail.made")}</h2>
      <p className={styles.hint}>{t("versions.detail.madeHint")}</p>
      {exports.isError && (
        <LoadError error={exports.error} onRetry={() => void exports.refetch()} />
      )}
      {runs.isError && <LoadError error={runs.error} onRetry={() => void runs.refetch()} />}
      {exports.data && runs.data && ofIt.length + trained.length === 0 && (
        <p className={styles.muted}>{t("versions.detail.madeNothing")}</p>
      )}
      <ul>
        {ofIt.map((row) => (
          <li key={`export ${row.id}`}>
            <Package aria-hidden />
            <Link href={sectionHref(project.id, "exports")}>{titleOf(row.format)}</Link>
            <JobStateBadge job={row.job} />
            <span className={styles.muted}>
              {moment(row.created_at)}
              {row.byte_size !== null && ` · ${fileSize(row.byte_size)}`}
            </span>
            {row.file_url !== null && (
              <LinkButton size="small" href={row.file_url} download icon={<Download aria-hidden />}>
                {t("exports.download")}
              </LinkButton>
            )}
          </li>
        ))}
        {trained.map((run) => (
          <li key={`run ${run.id}`}>
            <BrainCircuit aria-hidden />
            <Link href={sectionHref(project.id, "training")}>
              {run.model
                ? t("versions.detail.model", { number: run.model.number })
                : t("versions.detail.run", { number: run.number })}
            </Link>
            <JobStateBadge job={run.job} />
            <span className={styles.muted}>
              {t("versions.detail.trained", {
                architecture: run.config.architecture,
                miou: percent(run.model?.metrics.miou),
              })}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
