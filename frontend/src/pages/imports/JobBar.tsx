/** How far a job of the import is, and how long it will still take. */
import { useTranslation } from "react-i18next";
import { jobFraction } from "../../api/jobs";
import type { Job } from "../../api/types";
import { ProgressBar } from "../../ui/ProgressBar";
import { duration } from "../shell/amounts";
import { timeLeftMs } from "./timeLeft";
import { useNow } from "./useNow";

export function JobBar({ job, label }: { job: Job; label: string }) {
  const { t } = useTranslation();
  const left = timeLeftMs(job, useNow());
  const words = [label, job.message].filter((each) => each !== "").join(": ");
  return (
    <ProgressBar
      label={job.state === "queued" ? t("imports.run.waiting") : words}
      fraction={jobFraction(job)}
      status={left === null ? "" : t("imports.run.timeLeft", { time: duration(left) })}
    />
  );
}
