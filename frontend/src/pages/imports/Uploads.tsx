/** Uploads that wait for somebody to go on with them, and the record of what was imported. */
import { useQueryClient } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { isActive } from "../../api/jobs";
import { discardImport, importsKey, useImports } from "../../api/imports";
import type { ImportRow, Format, Project } from "../../api/types";
import { Badge, type Tone } from "../../ui/Badge";
import { LinkButton } from "../../ui/Button";
import { IconButton } from "../../ui/IconButton";
import { type Column, Table } from "../../ui/Table";
import { moment } from "../shell/amounts";
import { ConfirmDialog } from "../shell/ConfirmDialog";
import { LoadError } from "../shell/Shell";
import styles from "./Imports.module.css";
import { resumeHref } from "./steps";

type State = "looking" | "waiting" | "failed" | "importing" | "notImported" | "imported";

const tones: Record<State, Tone> = {
  looking: "accent",
  waiting: "warning",
  failed: "danger",
  importing: "accent",
  notImported: "danger",
  imported: "success",
};

function stateOf(row: ImportRow): State {
  if (row.imported_at !== null) return "imported";
  if (row.run_state !== null) return isActive(row.run_state) ? "importing" : "notImported";
  if (row.inspection_state !== null && isActive(row.inspection_state)) return "looking";
  return row.inspection_state === "done" ? "waiting" : "failed";
}

export interface UploadsProps {
  project: Project;
  formats: readonly Format[];
}

export function Uploads({ project, formats }: UploadsProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const imports = useImports(project.id);
  const [doomed, setDoomed] = useState<ImportRow | null>(null);
  const rows = imports.data ?? [];
  const open = rows.filter((row) => row.imported_at === null);
  const done = rows.filter((row) => row.imported_at !== null);
  if (imports.isError) {
    return <LoadError error={imports.error} onRetry={() => void imports.refetch()} />;
  }
  const titleOf = (row: ImportRow) =>
    formats.find(({ name }) => name === row.format)?.title ?? (row.format || "–");
  const columns: Column<ImportRow>[] = [
    { id: "file", title: t("imports.table.file"), cell: (row) => row.file_name },
    { id: "format", title: t("imports.table.format"), width: "180px", cell: titleOf },
    {
      id: "by",
      title: t("imports.table.by"),
      width: "120px",
      cell: (row) => row.created_by ?? "–",
    },
    {
      id: "when",
      title: t("imports.table.when"),
      width: "130px",
      cell: (row) => moment(row.created_at),
    },
  ];
  const count = (id: "images" | "segments"): Column<ImportRow> => ({
    id,
    title: t(`imports.table.${id}`),
    isNumeric: true,
    width: "90px",
    cell: (row) => row[`num_${id}`] ?? "–",
  });
  const state: Column<ImportRow> = {
    id: "state",
    title: t("imports.table.state"),
    width: "170px",
    cell: (row) => <Badge tone={tones[stateOf(row)]}>{t(`imports.states.${stateOf(row)}`)}</Badge>,
  };
  const go = (label: string): Column<ImportRow> => ({
    id: "go",
    title: "",
    width: "130px",
    cell: (row) => (
      <span className={styles.rowActions}>
        <LinkButton size="small" href={resumeHref(row)}>
          {label}
        </LinkButton>
        {row.imported_at === null && stateOf(row) !== "importing" && (
          <IconButton
            icon={Trash2}
            size="small"
            label={`${t("imports.discard.button")}: ${row.file_name}`}
            onPress={() => setDoomed(row)}
          />
        )}
      </span>
    ),
  });
  return (
    <>
      {open.length > 0 && (
        <section className={styles.list}>
          <h2>{t("imports.file.open")}</h2>
          <Table
            label={t("imports.file.open")}
            rows={open}
            rowKey={(row) => row.id}
            columns={[...columns, state, go(t("imports.file.goOn"))]}
          />
        </section>
      )}
      {done.length > 0 && (
        <section className={styles.list}>
          <h2>{t("imports.file.earlier")}</h2>
          <Table
            label={t("imports.file.earlier")}
            rows={done}
            rowKey={(row) => row.id}
            columns={[...columns, count("images"), count("segments"), go(t("imports.file.show"))]}
          />
        </section>
      )}
      {doomed && (
        <ConfirmDialog
          title={t("imports.discard.title")}
          isOpen
          confirmLabel={t("imports.discard.confirm")}
          onClose={() => setDoomed(null)}
          onConfirm={async () => {
            await discardImport(doomed.id);
            setDoomed(null);
            await client.invalidateQueries({ queryKey: importsKey(project.id) });
          }}
        >
          {t("imports.discard.text", { name: doomed.file_name })}
        </ConfirmDialog>
      )}
    </>
  );
}
