/** The images of a project, as the gallery lists them. */
import { answer, client } from "./client";
import type { ImageFilters } from "./galleryFilters";
import { usePaged } from "./paging";
import type { AnnotationState, ImageDetail, ImageRow, NextImage, Split } from "./types";

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

/** Where the work goes on after an image, in the gallery's order and within its filters. */
export function fetchNext(
  projectId: number,
  after: number,
  filters: ImageFilters,
): Promise<NextImage> {
  const params = { path: { project_id: projectId }, query: { ...filters, after } };
  return answer(client.GET("/api/projects/{project_id}/images/next/", { params }));
}

export async function changeState(annotationId: number, state: AnnotationState): Promise<void> {
  const params = { path: { annotation_id: annotationId } };
  await answer(client.POST("/api/annotations/{annotation_id}/state/", { params, body: { state } }));
}

export function changeStates(projectId: number, images: number[], state: AnnotationState) {
  const params = { path: { project_id: projectId } };
  const body = { images, state };
  return answer(client.POST("/api/projects/{project_id}/images/state/", { params, body }));
}

export function deleteImages(projectId: number, images: number[]) {
  const params = { path: { project_id: projectId } };
  const body = { images };
  return answer(client.POST("/api/projects/{project_id}/images/delete/", { params, body }));
}

export function changeSplit(imageId: number, split: Split | null): Promise<ImageDetail> {
  const params = { path: { image_id: imageId } };
  return answer(client.PATCH("/api/images/{image_id}/", { params, body: { split } }));
}

export async function deleteImage(imageId: number): Promise<void> {
  const params = { path: { image_id: imageId } };
  await answer(client.DELETE("/api/images/{image_id}/", { params }));
}

/** The first page of images whose name holds `name`. */
export async function findImages(
  projectId: number,
  name: string,
  signal: AbortSignal,
): Promise<ImageRow[]> {
  const page = await answer(
    client.GET("/api/projects/{project_id}/images/", {
      params: { path: { project_id: projectId }, query: { q: name, ordering: "name" } },
      signal,
    }),
  );
  return page.results;
}
