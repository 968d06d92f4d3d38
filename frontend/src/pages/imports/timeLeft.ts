/** How long a job will still take, if it goes on as it went. */
import { jobFraction } from "../../api/jobs";
import type { Job } from "../../api/types";

/** Before this share is done, the beginning says too little about the rest. */
const minFraction = 0.05;

/** Milliseconds left at `now`; null while nothing can be said. */
export function timeLeftMs(job: Job, now: number): number | null {
  const fraction = jobFraction(job);
  if (job.state !== "running" || job.started_at === null || fraction === null) return null;
  if (fraction < minFraction || fraction >= 1) return null;
  const elapsed = Math.max(0, now - Date.parse(job.started_at));
  return (elapsed / fraction) * (1 - fraction);
}
