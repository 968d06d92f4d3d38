/** Versions of the dataset, what is in them, and what differs between two. */
import { useQuery } from "@tanstack/react-query";
import { answer, client } from "./client";
import { isActive } from "./jobs";
import { usePaged } from "./paging";
import type { components } from "./schema";
import type { AnnotationState, Job, Sent, Split } from "./types";

type Schemas = components["schemas"];

/** What of a project is meant; `splits` null takes all, "none" stands for images of no split. */
export interface ImageChoice {
  states: AnnotationState[];
  splits: (Split | "none")[] | null;
}

export type Statistics = Sent<Schemas["StatisticsOut"]>;
export type ClassShare = Sent<Schemas["ClassShareOut"]>;
export type VersionRow = Sent<Schemas["VersionRow"]>;
export type Version = Omit<Sent<Schemas["VersionOut"]>, "statistics_job"> & {
  statistics_job: Job | null;
};
export type ImageCount = Omit<Sent<Schemas["ImageCountOut"]>, "split"> & { split: Split | null };
export type Difference = Sent<Schemas["DifferenceOut"]>;
export type DifferenceKind = keyof Difference["num_images"];
export type SegmentCounts = Difference["counts"];
export type ImageDifference = Sent<Schemas["ImageDifferenceOut"]>;
type Box = [x: number, y: number, w: number, h: number];
type SegmentSide = Omit<Sent<Schemas["SegmentSideOut"]>, "bbox_xywh"> & { bbox_xywh: Box };
export type SegmentChange = Omit<Sent<Schemas["SegmentChangeOut"]>, "before" | "after"> & {
  before: SegmentSide | null;
  after: SegmentSide | null;
};
export type ComparedImage = Omit<Sent<Schemas["ComparedImageOut"]>, "segments"> & {
  segments: SegmentChange[];
};
export type Side = "before" | "after" | "difference";

export const versionsKey = (projectId: number) => ["project", projectId, "versions"] as const;

/** Newest first. */
export function useVersions(projectId: number) {
  return usePaged<VersionRow>({
    queryKey: versionsKey(projectId),
    fetchPage: (cursor, signal) => {
      const params = { path: { project_id: projectId }, query: { cursor } };
      return answer(client.GET("/api/projects/{project_id}/versions/", { params, signal }));
    },
    // What was made a moment ago is being counted.
    refetchInterval: (rows) => (rows.some((row) => row.is_counting) ? 2000 : false),
  });
}

/** Each second while it is being counted. */
export function useVersion(projectId: number, versionId: number) {
  return useQuery({
    queryKey: [...versionsKey(projectId), versionId],
    queryFn: ({ signal }): Promise<Version> => {
      const params = { path: { version_id: versionId } };
      return answer<unknown, Version>(
        client.GET("/api/versions/{version_id}/", { params, signal }),
      );
    },
    refetchInterval: ({ state }) =>
      state.data?.statistics_job && isActive(state.data.statistics_job.state) ? 1000 : false,
  });
}

export interface VersionDraft extends ImageChoice {
  name: string;
  notes: string;
}

export function createVersion(projectId: number, body: VersionDraft): Promise<Version> {
  const params = { path: { project_id: projectId } };
  return answer<unknown, Version>(
    client.POST("/api/projects/{project_id}/versions/", { params, body }),
  );
}

export function updateVersion(id: number, body: { name: string; notes: string }): Promise<Version> {
  const params = { path: { version_id: id } };
  return answer<unknown, Version>(client.PATCH("/api/versions/{version_id}/", { params, body }));
}

export async function deleteVersion(id: number): Promise<void> {
  await answer(
    client.DELETE("/api/versions/{version_id}/", { params: { path: { version_id: id } } }),
  );
}

/** Takes the name away; what was made from it keeps the snapshot. */
export async function unnameVersion(id: number): Promise<void> {
  const params = { path: { version_id: id } };
  await answer(client.POST("/api/versions/{version_id}/unname/", { params }));
}

export function recountVersion(id: number): Promise<Job> {
  const params = { path: { version_id: id } };
  return answer<unknown, Job>(client.POST("/api/versions/{version_id}/statistics/", { params }));
}

/** Count the project as it is now; the job's result has the statistics. */
export function countNow(projectId: number, body: ImageChoice): Promise<Job> {
  const params = { path: { project_id: projectId } };
  return answer<unknown, Job>(
    client.POST("/api/projects/{project_id}/statistics/", { params, body }),
  );
}

export function useImageCounts(projectId: number) {
  return useQuery({
    queryKey: ["project", projectId, "image-counts"],
    queryFn: ({ signal }): Promise<ImageCount[]> => {
      const params = { path: { project_id: projectId } };
      return answer<unknown, ImageCount[]>(
        client.GET("/api/projects/{project_id}/image-counts/", { params, signal }),
      );
    },
  });
}

/** What two are compared: `after` null is the project as it is now. */
export interface Comparison {
  projectId: number;
  before: number;
  after: number | null;
}

function differenceKey({ projectId, before, after }: Comparison) {
  return ["project", projectId, "difference", before, after] as const;
}

function against(after: number | null): { after?: number } {
  return after === null ? {} : { after };
}

export function useDifference(pair: Comparison) {
  return useQuery({
    queryKey: differenceKey(pair),
    queryFn: ({ signal }): Promise<Difference> => {
      const params = { path: { version_id: pair.before }, query: against(pair.after) };
      return answer(client.GET("/api/versions/{version_id}/difference/", { params, signal }));
    },
  });
}

export function useDifferingImages(pair: Comparison, kind: DifferenceKind) {
  return usePaged<ImageDifference>({
    queryKey: [...differenceKey(pair), "images", kind],
    fetchPage: (cursor, signal) => {
      const query = { ...against(pair.after), kind, ...(cursor === undefined ? {} : { cursor }) };
      const params = { path: { version_id: pair.before }, query };
      return answer(
        client.GET("/api/versions/{version_id}/difference/images/", { params, signal }),
      );
    },
  });
}

export function useComparedImage(pair: Comparison, imageId: number) {
  return useQuery({
    queryKey: [...differenceKey(pair), "image", imageId],
    queryFn: ({ signal }): Promise<ComparedImage> => {
      const path = { version_id: pair.before, image_id: imageId };
      const params = { path, query: against(pair.after) };
      return answer<unknown, ComparedImage>(
        client.GET("/api/versions/{version_id}/difference/images/{image_id}/", { params, signal }),
      );
    },
  });
}

/** The address of a picture to lay over the image. */
export function comparedPictureUrl(pair: Comparison, imageId: number, side: Side): string {
  const after = pair.after === null ? "" : `&after=${pair.after}`;
  const image = `/api/versions/${pair.before}/difference/images/${imageId}`;
  return `${image}/picture/?side=${side}${after}`;
}
