/** Datasets out: the formats, and a project's exports. */
import { useQuery } from "@tanstack/react-query";
import { answer, client } from "./client";
import { isActive } from "./jobs";
import type { components } from "./schema";
import type { DatasetExport, Format } from "./types";

export function useFormats() {
  return useQuery({
    queryKey: ["formats"],
    queryFn: ({ signal }): Promise<Format[]> => answer(client.GET("/api/formats/", { signal })),
    staleTime: Infinity,
  });
}

export const exportsKey = (projectId: number) => ["project", projectId, "exports"] as const;

/** Newest first; each second while one is being written. */
export function useExports(projectId: number) {
  return useQuery({
    queryKey: exportsKey(projectId),
    queryFn: ({ signal }): Promise<DatasetExport[]> => {
      const params = { path: { project_id: projectId } };
      return answer(client.GET("/api/projects/{project_id}/exports/", { params, signal }));
    },
    refetchInterval: ({ state }) =>
      state.data?.some((each) => isActive(each.job.state)) ? 1000 : false,
  });
}

export type ExportRequest = components["schemas"]["ExportInRequest"];

export function startExport(projectId: number, body: ExportRequest): Promise<DatasetExport> {
  const params = { path: { project_id: projectId } };
  return answer(client.POST("/api/projects/{project_id}/exports/", { params, body }));
}
