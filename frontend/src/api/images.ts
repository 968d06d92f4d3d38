/** The images of a project, as the gallery lists them. */
import { request } from "./client";
import { usePaged } from "./paging";
import type { AnnotationState, ImageDetail, ImageRow, Split } from "./types";

export interface ImageFilters {
  state: AnnotationState | "";
  split: Split | "none" | "";
  q: string;
  ordering: string;
}

export const imagesKey = (projectId: number) => ["project", projectId, "images"] as const;

/** Thumbnails are made after the upload answered: look again while one is missing. */
const preparingPollMs = 2000;

export function useImages(projectId: number, filters: ImageFilters) {
  return usePaged<ImageRow>(
    [...imagesKey(projectId), filters],
    `projects/${projectId}/images/`,
    { ...filters },
    {
      refetchInterval: (rows) =>
        (rows as ImageRow[]).some((image) => !image.prepared) ? preparingPollMs : false,
    },
  );
}

export function changeSplit(imageId: number, split: Split | null): Promise<ImageDetail> {
  return request("PATCH", `images/${imageId}/`, { body: { split } });
}

export function deleteImage(imageId: number): Promise<null> {
  return request("DELETE", `images/${imageId}/`);
}
