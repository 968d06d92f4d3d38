/** A job's state, progress and time, the same wherever jobs are shown. */
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { isActive, jobFraction } from "../../api/jobs";
import type { Job } from "../../api/types";
import { Badge, type Tone } from "../../ui/Badge";
import { ProgressBar } from "../../ui/ProgressBar";
import { duration } from "./amounts";
import styles from "./Job.module.css";

function tone(job: Job): Tone {
  switch (job.state) {
    case "queued":
    case "cancelled":
      return "neutral";
    case "running":
      return "accent";
    case "done":
      return "success";
    case "failed":
      return "danger";
  }
}

export function JobStateBadge({ job }: { job: Job }) {
  const { t } = useTranslation();
  const isStopping = isActive(job.state) && job.cancel_requested;
  return (
    <Badge tone={isStopping ? "warning" : tone(job)}>
      {isStopping ? t("jobs.states.stopping") : t(`jobs.states.${job.state}`)}
    </Badge>
  );
}

/** The bar while it goes on; afterwards its last words, or what went wrong. */
export function JobProgress({ job }: { job: Job }) {
  const { t } = useTranslation();
  if (isActive(job.state)) {
    const count = job.total > 0 ? t("jobs.of", { done: job.done, total: job.total }) : "";
    return (
      <ProgressBar
        label={job.message === "" ? t("jobs.waiting") : job.message}
        fraction={jobFraction(job)}
        // Some messages count themselves: "214 of 408 images".
        status={job.message.includes(count) ? "" : count}
      />
    );
  }
  return job.state === "failed" ? (
    <span className={styles.error}>{job.error}</span>
  ) : (
    <span className={styles.message}>{job.message}</span>
  );
}

/** How long it took; counts on while it runs. */
export function JobTime({ job }: { job: Job }) {
  const isRunning = job.state === "running";
  const now = useNow(isRunning);
  if (job.started_at === null) return <>–</>;
  const end = job.finished_at === null ? now : Date.parse(job.finished_at);
  return <>{duration(end - Date.parse(job.started_at))}</>;
}

/** The time, each second while someone looks at something that goes on. */
export function useNow(isTicking: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!isTicking) return undefined;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [isTicking]);
  return now;
}

const kinds = [
  "ingest",
  "ingest_archive",
  "prepare",
  "inspect",
  "import",
  "export",
  "train",
  "predict",
  "prompt",
  "statistics",
  "superpixels",
  "class_surgery",
  "class_undo",
  "class_rollback",
] as const;

/** A kind of job in words; a kind that has none yet shows its own name. */
export function useJobTitle(): (kind: string) => string {
  const { t } = useTranslation();
  return (kind) => {
    const known = kinds.find((each) => each === kind);
    return known ? t(`jobs.kinds.${known}`) : kind.replaceAll("_", " ");
  };
}
