/** Training runs, what they measured, the models they made, and predictions with those. */
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { answer, client } from "./client";
import { isActive } from "./jobs";
import type { components } from "./schema";
import type {
  Architecture,
  Job,
  MetricsLine,
  MetricsPage,
  ModelVersion,
  TrainingRun,
} from "./types";

export function useArchitectures() {
  return useQuery({
    queryKey: ["architectures"],
    queryFn: ({ signal }): Promise<Architecture[]> =>
      answer(client.GET("/api/architectures/", { signal })),
    staleTime: Infinity,
  });
}

export const runsKey = (projectId: number) => ["project", projectId, "training-runs"] as const;
export const modelsKey = (projectId: number) => ["project", projectId, "models"] as const;

/** Newest first; each second while one trains. */
export function useTrainingRuns(projectId: number) {
  return useQuery({
    queryKey: runsKey(projectId),
    queryFn: ({ signal }): Promise<TrainingRun[]> => {
      const params = { path: { project_id: projectId } };
      return answer(client.GET("/api/projects/{project_id}/training-runs/", { params, signal }));
    },
    refetchInterval: ({ state }) =>
      state.data?.some((run) => isActive(run.job.state)) ? 1000 : false,
  });
}

/** Newest first. */
export function useModels(projectId: number) {
  return useQuery({
    queryKey: modelsKey(projectId),
    queryFn: ({ signal }): Promise<ModelVersion[]> => {
      const params = { path: { project_id: projectId } };
      return answer(client.GET("/api/projects/{project_id}/models/", { params, signal }));
    },
  });
}

export type TrainingRequest = components["schemas"]["TrainingRunInRequest"];

export function startTraining(projectId: number, body: TrainingRequest): Promise<TrainingRun> {
  const params = { path: { project_id: projectId } };
  return answer(client.POST("/api/projects/{project_id}/training-runs/", { params, body }));
}

/** Fill the images that nobody has labelled with a model's suggestions. */
export function startPrediction(projectId: number, modelId: number): Promise<Job> {
  return answer(
    client.POST("/api/projects/{project_id}/predictions/", {
      params: { path: { project_id: projectId } },
      body: { model_id: modelId, images: "unlabelled" },
    }),
  );
}

export interface RunMetrics {
  lines: MetricsLine[];
  next: number;
  /** Nothing more was there at the last look. */
  isCaughtUp: boolean;
}

const nothingRead: RunMetrics = { lines: [], next: 0, isCaughtUp: false };

/** Join what was read before with the lines that came after it. */
export function appendMetrics(before: RunMetrics, page: MetricsPage): RunMetrics {
  if (page.lines.length === 0) return { ...before, isCaughtUp: true };
  return { lines: [...before.lines, ...page.lines], next: page.next, isCaughtUp: false };
}

/** A run's measurements, of which each look fetches only the new lines. */
export function useRunMetrics(run: TrainingRun) {
  const isLive = isActive(run.job.state);
  const query = useQuery({
    queryKey: ["training-run", run.id, "metrics"],
    queryFn: async ({ client: queries, queryKey, signal }): Promise<RunMetrics> => {
      const before = queries.getQueryData<RunMetrics>(queryKey) ?? nothingRead;
      const page: MetricsPage = await answer(
        client.GET("/api/training-runs/{run_id}/metrics/", {
          params: { path: { run_id: run.id }, query: { after: before.next } },
          signal,
        }),
      );
      return appendMetrics(before, page);
    },
    refetchInterval: ({ state }) => {
      if (isLive) return 1000;
      // A long run is read in several answers.
      return state.data && !state.data.isCaughtUp ? 100 : false;
    },
    staleTime: isLive ? 0 : Infinity,
  });
  const { refetch } = query;
  // The last lines are written after the last look at a live run.
  useEffect(() => {
    if (!isLive) void refetch();
  }, [isLive, refetch]);
  return query;
}
