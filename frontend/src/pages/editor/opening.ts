/** Opens an image for the editor: what the server has, with this browser's unsent work laid over it. */

import { type QueryClient, useQuery } from "@tanstack/react-query";
import { answer, client } from "../../api/client";
import type {
  AnnotationState,
  AnnotationWire,
  ImageDetail,
  LabelClass,
  SuggestionWire,
} from "../../api/types";
import { createEditor, type Editor, prepareImage } from "../../editor";
import { coalesce, newSaveId, overlay, overlayWeak, rasterise, type SaveQueue } from "../../save";
import { decodeAhead } from "./pictures";

export interface OpenedImage {
  image: ImageDetail;
  annotationState: AnnotationState;
  revision: number;
  editor: Editor;
}

interface ImageWires {
  image: ImageDetail;
  annotation: AnnotationWire;
  suggestions: SuggestionWire[];
}

const wiresKey = (imageId: number) => ["editor", "wires", imageId] as const;

/** How old what was fetched ahead may be; older, others' work is too likely to be missing. */
const AHEAD_FRESH_MS = 30_000;
/** Opening waits this long for earlier work to reach the server; after that it is laid over. */
const FLUSH_PATIENCE_MS = 1_500;

async function fetchWires(imageId: number, signal: AbortSignal): Promise<ImageWires> {
  const options = { params: { path: { image_id: imageId } }, signal };
  const [image, annotation, suggestions] = await Promise.all([
    answer(client.GET("/api/images/{image_id}/", options)),
    answer<unknown, AnnotationWire>(client.GET("/api/images/{image_id}/annotation/", options)),
    answer<unknown, SuggestionWire[]>(client.GET("/api/images/{image_id}/suggestions/", options)),
  ]);
  return { image, annotation, suggestions };
}

async function takeWires(queries: QueryClient, imageId: number): Promise<ImageWires> {
  const wires = await queries.query({
    queryKey: wiresKey(imageId),
    queryFn: ({ signal }) => fetchWires(imageId, signal),
    staleTime: AHEAD_FRESH_MS,
  });
  // Good for one opening only: from now on it changes here.
  queries.removeQueries({ queryKey: wiresKey(imageId) });
  return wires;
}

/**
 * @throws ApiError the image is not there, may not be seen, or the server is away;
 *   MaskSizeMismatch, InvalidCounts the server's masks do not fit the image.
 */
export async function openImage(
  queries: QueryClient,
  queue: SaveQueue,
  classes: readonly LabelClass[],
  imageId: number,
): Promise<OpenedImage> {
  await Promise.race([queue.flushImage(imageId), pause(FLUSH_PATIENCE_MS)]);
  // Work may reach the server while its answer is under way: what was pending before counts as well.
  const before = await queue.pending(imageId);
  const { image, annotation, suggestions } = await takeWires(queries, imageId);
  const after = await queue.pending(imageId);
  const operations = coalesce(before.operations, after.operations);
  const sizeHw = [image.height, image.width] as const;
  const segments = overlay(annotation.segments, operations, (polygon) =>
    rasterise(polygon, sizeHw),
  );
  const decided = new Set([
    ...segments.map(({ uid }) => uid),
    ...before.rejected,
    ...after.rejected,
  ]);
  const wires = {
    sizeHw,
    segments,
    suggestions: suggestions.filter(({ uid }) => !decided.has(uid)),
  };
  const editor = createEditor({
    ...wires,
    prepared: await prepareImage(wires),
    weakLabels: overlayWeak(annotation.weak_labels, operations),
    overlapMode: annotation.overlap_mode,
    classes: classes.map(({ class_id, name, color, retired_at }) => ({
      classId: class_id,
      name,
      color,
      isRetired: retired_at !== null,
    })),
    // crypto.randomUUID is missing on plain http.
    newUid: newSaveId,
  });
  return { image, annotationState: annotation.state, revision: annotation.revision, editor };
}

export function useOpenedImage(
  queries: QueryClient,
  queue: SaveQueue | null,
  classes: readonly LabelClass[] | undefined,
  imageId: number,
) {
  return useQuery({
    queryKey: ["editor", "opened", imageId],
    queryFn: () => openImage(queries, queue!, classes!, imageId),
    enabled: queue !== null && classes !== undefined,
    // An open image is changed here and merged with others' saves; it is never replaced by a refetch.
    staleTime: "static",
    gcTime: 0,
    structuralSharing: false,
  });
}

/** Gets the next image while the person works on this one. */
export function fetchAhead(queries: QueryClient, imageId: number): void {
  queries
    .query({
      queryKey: wiresKey(imageId),
      queryFn: ({ signal }) => fetchWires(imageId, signal),
      staleTime: AHEAD_FRESH_MS,
    })
    .then(
      ({ image }) => {
        decodeAhead(image.image_url);
      },
      // It is only a head start; opening the image will say what is wrong.
      () => undefined,
    );
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
