/** The exports of a project, newest first, with what the exporter had to say. */
import { ChevronDown, ChevronRight, Copy, Download } from "lucide-react";
import { Fragment, useState } from "react";
import { VisuallyHidden } from "react-aria-components";
import { useTranslation } from "react-i18next";
import type { DatasetExport, Format } from "../../api/types";
import { LinkButton } from "../../ui/Button";
import display from "../../ui/Display.module.css";
import { IconButton } from "../../ui/IconButton";
import { notify } from "../../ui/Toast";
import { fileSize, moment } from "../shell/amounts";
import { JobProgress, JobStateBadge } from "../shell/JobStatus";
import { ReportLines } from "../shell/ReportLines";
import styles from "./Exports.module.css";

export interface ExportListProps {
  exports: readonly DatasetExport[];
  formats: readonly Format[];
}

export function ExportList({ exports, formats }: ExportListProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  const toggle = (id: number) => {
    const next = new Set(open);
    if (!next.delete(id)) next.add(id);
    setOpen(next);
  };
  return (
    <section className={styles.list}>
      <h2>{t("exports.listTitle")}</h2>
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

interface ExportRowProps {
  row: DatasetExport;
  title: string;
  isOpen: boolean;
  onToggle: () => void;
}

function ExportRow({ row, title, isOpen, onToggle }: ExportRowProps) {
  const { t } = useTranslation();
  return (
    <tr>
      <td className={styles.toggle}>
        <IconButton
          icon={isOpen ? ChevronDown : ChevronRight}
          size="small"
          label={t(isOpen ? "exports.hideDetails" : "exports.showDetails", { format: title })}
          aria-expanded={isOpen}
          onPress={onToggle}
        />
      </td>
      <td>
        {title}
        {row.report.length > 0 && (
          <span className={styles.notes}>
            {" "}
            · {t("exports.notes", { count: row.report.length })}
          </span>
        )}
      </td>
      <td>{moment(row.created_at)}</td>
      <td className={display.numeric}>{row.num_images}</td>
      <td className={styles.jobCell}>
        {row.job.state === "done" ? <JobStateBadge job={row.job} /> : <JobProgress job={row.job} />}
      </td>
      <td className={display.numeric}>{row.byte_size === null ? "–" : fileSize(row.byte_size)}</td>
      <td className={styles.download}>
        {row.file_url !== null && (
          <LinkButton size="small" href={row.file_url} download icon={<Download aria-hidden />}>
            {t("exports.download")}
          </LinkButton>
        )}
      </td>
    </tr>
  );
}

function ExportDetails({ row }: { row: DatasetExport }) {
  const { t } = useTranslation();
  const options = Object.entries(row.options);
  return (
    <tr>
      <td />
      <td colSpan={6}>
        <dl className={styles.details}>
          <dt>{t("exports.snapshot")}</dt>
          <dd>
            <Hash value={row.snapshot_hash} />
          </dd>
          {row.sha256 !== "" && (
            <>
              <dt>SHA-256</dt>
              <dd>
                <Hash value={row.sha256} />
              </dd>
            </>
          )}
          <dt>{t("exports.withImages")}</dt>
          <dd>{t(row.include_images ? "ui.yes" : "ui.no")}</dd>
          {options.map(([name, value]) => (
            <Fragment key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </Fragment>
          ))}
          {row.num_left_out > 0 && (
            <>
              <dt>{t("exports.leftOut")}</dt>
              <dd>{t("exports.leftOutImages", { count: row.num_left_out })}</dd>
            </>
          )}
        </dl>
        <ReportLines title={t("exports.report")} lines={row.report} />
      </td>
    </tr>
  );
}

function Hash({ value }: { value: string }) {
  const { t } = useTranslation();
  const copy = () => {
    navigator.clipboard.writeText(value).then(
      () => notify({ title: t("exports.copied"), tone: "success" }),
      () => notify({ title: t("exports.copyFailed"), description: value, tone: "danger" }),
    );
  };
  return (
    <span className={styles.hash}>
      <code>{value}</code>
      <IconButton icon={Copy} size="small" label={t("exports.copy")} onPress={copy} />
    </span>
  );
}
