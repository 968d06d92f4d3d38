/** Datasets out: the formats, and a project's exports. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { answer, client } from "./client";
import { isActive } from "./jobs";
import type { components } from "./schema";
import type { DatasetExport, ExportCheck, ExportLink, ExportPreview, Format } from "./types";

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

/** The newest versions of a project, to choose one. */
export function useVersionNames(projectId: number) {
  return useQuery({
    queryKey: ["project", projectId, "version-names"],
    queryFn: async ({ signal }): Promise<{ id: number; name: string }[]> => {
      const params = { path: { project_id: projectId } };
      const request = { params, signal };
      const page = await answer(client.GET("/api/projects/{project_id}/versions/", request));
      return page.results.map(({ id, name }) => ({ id, name }));
    },
    retry: false,
  });
}

/** What an export would leave out; the last answer stays while the next one is on its way. */
export function useExportCheck(projectId: number, body: ExportRequest | null) {
  return useQuery({
    queryKey: ["project", projectId, "export-check", body],
    queryFn: async ({ signal }): Promise<ExportCheck> => {
      const params = { path: { project_id: projectId } };
      const request = { params, body: body!, signal };
      const check = await answer(client.POST("/api/projects/{project_id}/exports/check/", request));
      return { ...check, format: body!.format };
    },
    enabled: body !== null,
    placeholderData: keepPreviousData,
    retry: false,
  });
}

export type PreviewRequest = components["schemas"]["PreviewInRequest"];

/** What an export would hold of one image. */
export function useExportPreview(projectId: number, body: PreviewRequest) {
  return useQuery({
    queryKey: ["project", projectId, "export-preview", body],
    queryFn: ({ signal }): Promise<ExportPreview> => {
      const params = { path: { project_id: projectId } };
      const request = { params, body, signal };
      return answer(client.POST("/api/projects/{project_id}/exports/preview/", request));
    },
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 60_000, // pictures are large
  });
}

export async function deleteExport(export_id: number): Promise<void> {
  await answer(client.DELETE("/api/exports/{export_id}/", { params: { path: { export_id } } }));
}

export function linkToExport(export_id: number): Promise<ExportLink> {
  return answer(client.POST("/api/exports/{export_id}/link/", { params: { path: { export_id } } }));
}
