/** The images of a project, as the gallery lists them. */
import { answer, client } from "./client";
import { usePaged } from "./paging";
import type { AnnotationState, ImageDetail, ImageRow, Split } from "./types";

export interface ImageFilters {
  /** "" for all. */
  state: AnnotationState | "";
  split: Split | "none" | "";
  /** Part of the name. */
  q: string;
  ordering: "name" | "-name" | "created_at" | "-created_at";
}

export const imagesKey = (projectId: number) => ["project", projectId, "images"] as const;

/** Thumbnails are made after the upload answered: look again while one is missing. */
const preparingPollMs = 2000;

export function useImages(projectId: number, filters: ImageFilters) {
  return usePaged<ImageRow>({
    queryKey: [...imagesKey(projectId), filters],
    fetchPage: (cursor, signal) =>
      answer(
        client.GET("/api/projects/{project_id}/images/", {
          params: { path: { project_id: projectId }, query: { ...filters, cursor } },
          signal,
        }),
      ),
    refetchInterval: (rows) => (rows.some((image) => !image.prepared) ? preparingPollMs : false),
  });
}

export function changeSplit(imageId: number, split: Split | null): Promise<ImageDetail> {
  const params = { path: { image_id: imageId } };
  return answer(client.PATCH("/api/images/{image_id}/", { params, body: { split } }));
}

export async function deleteImage(imageId: number): Promise<void> {
  const params = { path: { image_id: imageId } };
  await answer(client.DELETE("/api/images/{image_id}/", { params }));
}
