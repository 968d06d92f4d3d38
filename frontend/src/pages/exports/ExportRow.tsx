/** One export in the list: how far it is, its file, and what can be done with it. */
import {
  ChevronDown,
  ChevronRight,
  Download,
  Ellipsis,
  Link2,
  Repeat2,
  Trash2,
  X,
} from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useQueryClient } from "@tanstack/react-query";
import { deleteExport, exportsKey, startExport } from "../../api/exports";
import { cancelJob, isActive } from "../../api/jobs";
import { hasRole } from "../../api/projects";
import { useSession } from "../../api/session";
import type { DatasetExport, Project } from "../../api/types";
import { LinkButton } from "../../ui/Button";
import display from "../../ui/Display.module.css";
import { IconButton } from "../../ui/IconButton";
import { Menu, type MenuAction } from "../../ui/Menu";
import { notify } from "../../ui/Toast";
import { duration, fileSize, moment } from "../shell/amounts";
import { ConfirmDialog } from "../shell/ConfirmDialog";
import { errorText } from "../shell/errorText";
import { JobProgress, JobStateBadge, useNow } from "../shell/JobStatus";
import { requestAgain, timeLeft } from "./draft";
import styles from "./Exports.module.css";
import { LinkDialog } from "./LinkDialog";

export interface ExportRowProps {
  project: Project;
  row: DatasetExport;
  title: string;
  isOpen: boolean;
  onToggle: () => void;
}

export function ExportRow({ project, row, title, isOpen, onToggle }: ExportRowProps) {
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
        {row.snapshot_name !== "" && <span className={styles.notes}> · {row.snapshot_name}</span>}
        <span className={styles.notes}>
          {row.report.length > 0 && ` · ${t("exports.notes", { count: row.report.length })}`}
        </span>
      </td>
      <td>{moment(row.created_at)}</td>
      <td className={display.numeric}>{row.num_images}</td>
      <td className={styles.jobCell}>
        <RowProgress project={project} row={row} />
      </td>
      <td className={display.numeric}>{row.byte_size === null ? "–" : fileSize(row.byte_size)}</td>
      <td className={styles.actions}>
        <RowActions project={project} row={row} title={title} />
      </td>
    </tr>
  );
}

/** Progress with the time left and a way to stop it; afterwards how it ended. */
function RowProgress({ project, row }: { project: Project; row: DatasetExport }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const user = useSession().data?.user;
  const now = useNow(row.job.state === "running");
  if (row.job.state === "done" || row.job.state === "cancelled") {
    return <JobStateBadge job={row.job} />;
  }
  if (!isActive(row.job.state)) return <JobProgress job={row.job} />;
  const left = timeLeft(row.job, now);
  const cancel = async () => {
    try {
      await cancelJob(row.job.id);
    } catch (failure) {
      notify({
        title: t("exports.cancelFailed"),
        description: errorText(failure),
        tone: "danger",
      });
    }
    await client.invalidateQueries({ queryKey: exportsKey(project.id) });
  };
  return (
    <div className={styles.running}>
      <div className={styles.progress}>
        <JobProgress job={row.job} />
        {left !== null && (
          <span className={styles.notes}>{t("exports.timeLeft", { time: duration(left) })}</span>
        )}
      </div>
      {(hasRole(project.role, "manager") || row.job.requested_by === user?.username) && (
        <IconButton
          icon={X}
          size="small"
          label={t("exports.cancel")}
          isDisabled={row.job.cancel_requested}
          onPress={() => void cancel()}
        />
      )}
    </div>
  );
}

function RowActions({ project, row, title }: Pick<ExportRowProps, "project" | "row" | "title">) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [opened, setOpened] = useState<"link" | "delete" | null>(null);
  const refresh = () => client.invalidateQueries({ queryKey: exportsKey(project.id) });
  const again = async () => {
    try {
      await startExport(project.id, requestAgain(row));
      notify({ title: t("exports.againQueued"), tone: "success" });
      await refresh();
    } catch (failure) {
      notify({ title: t("exports.failed"), description: errorText(failure), tone: "danger" });
    }
  };
  const actions: MenuAction[] = [];
  if (hasRole(project.role, "reviewer")) {
    actions.push({
      id: "again",
      label: t("exports.again"),
      description: t("exports.againExplained"),
      icon: Repeat2,
      onAction: () => void again(),
    });
  }
  if (row.file_url !== null && hasRole(project.role, "reviewer")) {
    actions.push({
      id: "link",
      label: t("exports.link"),
      description: t("exports.linkExplained"),
      icon: Link2,
      onAction: () => setOpened("link"),
    });
  }
  if (hasRole(project.role, "manager") && !isActive(row.job.state)) {
    actions.push({
      id: "delete",
      label: t("exports.delete"),
      icon: Trash2,
      isDanger: true,
      onAction: () => setOpened("delete"),
    });
  }
  return (
    <div className={styles.actionRow}>
      {row.file_url !== null && (
        <LinkButton size="small" href={row.file_url} download icon={<Download aria-hidden />}>
          {t("exports.download")}
        </LinkButton>
      )}
      {actions.length > 0 && (
        <Menu
          label={t("exports.more")}
          trigger={<IconButton icon={Ellipsis} size="small" label={t("exports.more")} />}
          actions={actions}
        />
      )}
      {opened === "link" && <LinkDialog row={row} onClose={() => setOpened(null)} />}
      <ConfirmDialog
        title={t("exports.deleteTitle")}
        isOpen={opened === "delete"}
        confirmLabel={t("exports.deleteConfirm")}
        onClose={() => setOpened(null)}
        onConfirm={async () => {
          await deleteExport(row.id);
          setOpened(null);
          await refresh();
        }}
      >
        {`${title}, ${moment(row.created_at)}. ${t("exports.deleteBody")}`}
      </ConfirmDialog>
    </div>
  );
}
