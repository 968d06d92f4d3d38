/** Long work on the server: one status record for every kind, polled while it goes on. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { answer, client } from "./client";
import { usePaged } from "./paging";
import type { Job, JobState } from "./types";

const activePollMs = 1000;
/** Someone else may start a job on this project at any time. */
const idlePollMs = 15_000;

export function isActive(state: JobState): boolean {
  switch (state) {
    case "queued":
    case "running":
      return true;
    case "done":
    case "failed":
    case "cancelled":
      return false;
  }
}

/** How soon to ask again about these jobs. */
export function pollInterval(jobs: readonly Pick<Job, "state">[]): number {
  return jobs.some((job) => isActive(job.state)) ? activePollMs : idlePollMs;
}

/** Done over total in [0, 1]; null while the total is unknown. */
export function jobFraction(job: Pick<Job, "state" | "done" | "total">): number | null {
  if (job.state === "done") return 1;
  if (job.total <= 0) return job.state === "running" ? null : 0;
  return Math.min(1, job.done / job.total);
}

export function fetchJob<Result = unknown>(
  job_id: string,
  signal?: AbortSignal,
): Promise<Job<Result>> {
  const path = { job_id };
  return answer(
    client.GET("/api/jobs/{job_id}/", { params: { path }, ...(signal ? { signal } : {}) }),
  );
}

export function cancelJob(job_id: string): Promise<Job> {
  return answer(client.POST("/api/jobs/{job_id}/cancel/", { params: { path: { job_id } } }));
}

/**
 * One job, asked for each second until it ends.
 *
 * @param id null asks for nothing.
 * @param onEnd called once, when a job that was seen going on has ended.
 */
export function useJob<Result = unknown>(id: string | null, onEnd?: (job: Job<Result>) => void) {
  const query = useQuery({
    queryKey: ["job", id],
    queryFn: ({ signal }) => fetchJob<Result>(id ?? "", signal),
    enabled: id !== null,
    refetchInterval: ({ state }) =>
      state.data && !isActive(state.data.state) ? false : activePollMs,
  });
  useEndOfJobs(query.data ? [query.data] : [], (job) => onEnd?.(job as Job<Result>));
  return query;
}

/** A project's jobs, newest first; each second while one goes on. */
export function useJobs(projectId: number) {
  const queries = useQueryClient();
  const paged = usePaged<Job>({
    queryKey: ["project", projectId, "jobs"],
    fetchPage: (cursor, signal) =>
      answer(
        client.GET("/api/projects/{project_id}/jobs/", {
          params: { path: { project_id: projectId }, query: { cursor } },
          signal,
        }),
      ),
    refetchInterval: pollInterval,
  });
  // Whatever a job changed, the project's lists must show.
  useEndOfJobs(paged.rows ?? [], () => {
    void queries.invalidateQueries({
      predicate: ({ queryKey }) =>
        queryKey[0] === "projects" ||
        (queryKey[0] === "project" && queryKey[1] === projectId && queryKey[2] !== "jobs"),
    });
  });
  return paged;
}

/** Call `onEnd` for each job that was active when last seen and no longer is. */
function useEndOfJobs(jobs: readonly Job[], onEnd: (job: Job) => void): void {
  const active = useRef(new Set<string>());
  const callback = useRef(onEnd);
  useEffect(() => {
    callback.current = onEnd;
  });
  useEffect(() => {
    for (const job of endedSince(active.current, jobs)) callback.current(job);
  }, [jobs]);
}

/** The jobs of `jobs` that ended since the last look; `active` remembers those going on. */
export function endedSince(active: Set<string>, jobs: readonly Job[]): Job[] {
  const ended: Job[] = [];
  for (const job of jobs) {
    if (isActive(job.state)) active.add(job.id);
    else if (active.delete(job.id)) ended.push(job);
  }
  return ended;
}
