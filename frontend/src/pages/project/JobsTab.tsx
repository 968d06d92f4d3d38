/** Everything that works, or worked, for this project in the background. */
import { useQueryClient } from "@tanstack/react-query";
import { ListChecks, X } from "lucide-react";
import { VisuallyHidden } from "react-aria-components";
import { useTranslation } from "react-i18next";
import { cancelJob, isActive, useJobs } from "../../api/jobs";
import type { Job, Project } from "../../api/types";
import { Loading } from "../../ui/Badge";
import { EmptyState } from "../../ui/EmptyState";
import { IconButton } from "../../ui/IconButton";
import { type Column, Table } from "../../ui/Table";
import { notify } from "../../ui/Toast";
import { moment } from "../shell/amounts";
import { errorText } from "../shell/errorText";
import { JobProgress, JobStateBadge, JobTime, useJobTitle } from "../shell/JobStatus";
import { LoadMore } from "../shell/LoadMore";
import page from "../shell/Page.module.css";
import { LoadError } from "../shell/Shell";

export function JobsTab({ project }: { project: Project }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const jobTitle = useJobTitle();
  const jobs = useJobs(project.id);
  const cancel = async (job: Job) => {
    try {
      await cancelJob(job.id);
      await client.invalidateQueries({ queryKey: ["project", project.id, "jobs"] });
    } catch (error) {
      notify({ title: t("jobs.cancelFailed"), description: errorText(error), tone: "danger" });
    }
  };
  const columns: Column<Job>[] = [
    { id: "kind", title: t("jobs.kind"), width: "170px", cell: (job) => jobTitle(job.kind) },
    {
      id: "state",
      title: t("jobs.state"),
      width: "110px",
      cell: (job) => <JobStateBadge job={job} />,
    },
    { id: "progress", title: t("jobs.progress"), cell: (job) => <JobProgress job={job} /> },
    {
      id: "by",
      title: t("jobs.by"),
      width: "110px",
      cell: (job) => job.requested_by ?? "–",
    },
    {
      id: "created",
      title: t("jobs.created"),
      width: "120px",
      cell: (job) => moment(job.created_at),
    },
    {
      id: "time",
      title: t("jobs.took"),
      width: "100px",
      isNumeric: true,
      cell: (job) => <JobTime job={job} />,
    },
    {
      id: "cancel",
      title: <VisuallyHidden>{t("ui.actions")}</VisuallyHidden>,
      width: "48px",
      cell: (job) =>
        isActive(job.state) && (
          <IconButton
            icon={X}
            size="small"
            label={t("jobs.cancel")}
            isDisabled={job.cancel_requested}
            onPress={() => void cancel(job)}
          />
        ),
    },
  ];
  return (
    <>
      <div className={page.titleRow}>
        <h1>{t("jobs.title")}</h1>
      </div>
      {jobs.isError && <LoadError error={jobs.error} onRetry={() => void jobs.refetch()} />}
      {jobs.isPending && <Loading label={t("ui.loading")} />}
      {jobs.rows?.length === 0 && (
        <EmptyState icon={ListChecks} title={t("jobs.emptyTitle")}>
          {t("jobs.empty")}
        </EmptyState>
      )}
      {jobs.rows !== undefined && jobs.rows.length > 0 && (
        <Table
          label={t("jobs.title")}
          columns={columns}
          rows={jobs.rows}
          rowKey={(job) => job.id}
        />
      )}
      <LoadMore query={jobs} />
    </>
  );
}
