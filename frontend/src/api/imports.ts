/** Datasets in: an upload that is looked through, chosen about, and imported. */
import { useQuery } from "@tanstack/react-query";
import { answer, client } from "./client";
import { isActive } from "./jobs";
import type { components } from "./schema";
import type { DatasetImport, ImportPreview, ImportResult, ImportRow, Job, JobState } from "./types";

export const importsKey = (projectId: number) => ["project", projectId, "imports"] as const;
export const importKey = (id: number) => ["import", id] as const;

function isGoing(...states: (JobState | null | undefined)[]): boolean {
  return states.some((state) => state && isActive(state));
}

/** Newest first; each second while one goes on. */
export function useImports(projectId: number) {
  return useQuery({
    queryKey: importsKey(projectId),
    queryFn: ({ signal }): Promise<ImportRow[]> => {
      const params = { path: { project_id: projectId } };
      return answer(client.GET("/api/projects/{project_id}/imports/", { params, signal }));
    },
    refetchInterval: ({ state }) =>
      state.data?.some((row) => isGoing(row.inspection_state, row.run_state)) ? 1000 : false,
  });
}

/** One import; each second while it is looked through or imported. */
export function useImport(id: number) {
  return useQuery({
    queryKey: importKey(id),
    queryFn: ({ signal }): Promise<DatasetImport> =>
      answer(
        client.GET("/api/imports/{import_id}/", { params: { path: { import_id: id } }, signal }),
      ),
    refetchInterval: ({ state }) =>
      isGoing(state.data?.inspection?.state, state.data?.run?.state) ? 1000 : false,
  });
}

export type ImportChange = components["schemas"]["PatchedImportChangeRequest"];

export function changeImport(id: number, body: ImportChange): Promise<DatasetImport> {
  const params = { path: { import_id: id } };
  return answer(client.PATCH("/api/imports/{import_id}/", { params, body }));
}

export function runImport(id: number): Promise<Job<ImportResult>> {
  return answer(
    client.POST("/api/imports/{import_id}/run/", { params: { path: { import_id: id } } }),
  );
}

export async function discardImport(id: number): Promise<void> {
  await answer(client.DELETE("/api/imports/{import_id}/", { params: { path: { import_id: id } } }));
}

/** A sample image's segments; they change only when the dataset is looked through anew. */
export function useImportPreview(id: number, inspectionId: string, number: number) {
  return useQuery({
    queryKey: [...importKey(id), inspectionId, "preview", number],
    queryFn: ({ signal }): Promise<ImportPreview> => {
      const params = { path: { import_id: id, number } };
      const url = "/api/imports/{import_id}/previews/{number}/";
      return answer(client.GET(url, { params, signal }));
    },
    staleTime: Infinity,
  });
}

export function previewPictureUrl(id: number, number: number): string {
  return `/api/imports/${id}/previews/${number}/picture/`;
}
