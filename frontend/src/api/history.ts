/** An image's past: what was done to it, how it was, and what was deleted. */
import { answer, client } from "./client";
import { usePaged } from "./paging";
import type { DeletedSegment, HistoryEntry, Page, StateAt } from "./types";

export const historyKey = (annotationId: number) => ["annotation", annotationId, "past"] as const;

/** The server's cursors are revision numbers. */
function numbered(cursor: string | undefined): { cursor?: number } {
  return cursor === undefined ? {} : { cursor: Number(cursor) };
}

export function useHistory(annotationId: number) {
  return usePaged<HistoryEntry>({
    queryKey: [...historyKey(annotationId), "history"],
    fetchPage: (cursor, signal) => {
      const params = { path: { annotation_id: annotationId }, query: numbered(cursor) };
      return answer(client.GET("/api/annotations/{annotation_id}/history/", { params, signal }));
    },
  });
}

export function useTrash(annotationId: number) {
  return usePaged<DeletedSegment>({
    queryKey: [...historyKey(annotationId), "trash"],
    fetchPage: (cursor, signal) => {
      const params = { path: { annotation_id: annotationId }, query: numbered(cursor) };
      return answer<unknown, Page<DeletedSegment>>(
        client.GET("/api/annotations/{annotation_id}/trash/", { params, signal }),
      );
    },
  });
}

/** All segments, boxes and tags as they were in a revision. */
export function fetchStateAt(annotationId: number, revision: number): Promise<StateAt> {
  const params = { path: { annotation_id: annotationId, revision } };
  return answer<unknown, StateAt>(
    client.GET("/api/annotations/{annotation_id}/revisions/{revision}/", { params }),
  );
}
