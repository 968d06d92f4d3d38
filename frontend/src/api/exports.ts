/** Datasets out and in: the formats, a project's exports, imports of archives. */
import { useQuery } from "@tanstack/react-query";
import { request } from "./client";
import { isActive } from "./jobs";
import type { AnnotationState, DatasetExport, Format } from "./types";

export function useFormats() {
  return useQuery({
    queryKey: ["formats"],
    queryFn: ({ signal }) => request<Format[]>("GET", "formats/", { signal }),
    staleTime: Infinity,
  });
}

export const exportsKey = (projectId: number) => ["project", projectId, "exports"] as const;

/** Each second while one is being written. */
export function useExports(projectId: number) {
  return useQuery({
    queryKey: exportsKey(projectId),
    queryFn: ({ signal }) =>
      request<DatasetExport[]>("GET", `projects/${projectId}/exports/`, { signal }),
    refetchInterval: ({ state }) =>
      state.data?.some((each) => isActive(each.job.state)) ? 1000 : false,
  });
}

export interface ExportRequest {
  format: string;
  options: Record<string, string>;
  states: AnnotationState[];
  include_images: boolean;
}

export function startExport(projectId: number, body: ExportRequest): Promise<DatasetExport> {
  return request("POST", `projects/${projectId}/exports/`, { body });
}
