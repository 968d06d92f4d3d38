/** Who is editing an image, and what they saved meanwhile. */
import { answer, client, csrfToken } from "./client";
import { errorFromThrown } from "./errors";
import type { Changes, Leases } from "./types";

/** Takes or renews this tab's lease. */
export function takeLease(annotationId: number, clientId: string): Promise<Leases> {
  const params = { path: { annotation_id: annotationId } };
  const body = { client_id: clientId };
  return answer(client.POST("/api/annotations/{annotation_id}/leases/", { params, body }));
}

export function fetchLeases(annotationId: number): Promise<Leases> {
  const params = { path: { annotation_id: annotationId } };
  return answer(client.GET("/api/annotations/{annotation_id}/leases/", { params }));
}

/** Gives this tab's lease back, also while the page dies; one that gets lost runs out by itself. */
export function releaseLease(annotationId: number, clientId: string): void {
  void fetch(`/api/annotations/${annotationId}/leases/?client_id=${clientId}`, {
    method: "DELETE",
    credentials: "same-origin",
    keepalive: true,
    headers: { "X-CSRFToken": csrfToken() },
  }).catch(() => undefined);
}

export interface FreshChanges {
  etag: string;
  /** Null: nothing was saved since the last answer. */
  changes: Changes | null;
}

/** What was saved after a revision; one header's worth of traffic while there is nothing. */
export async function fetchChanges(
  annotationId: number,
  since: number,
  etag: string,
): Promise<FreshChanges> {
  let outcome;
  try {
    outcome = await client.GET("/api/annotations/{annotation_id}/changes/", {
      params: { path: { annotation_id: annotationId }, query: { since } },
      headers: { "If-None-Match": etag },
      // The browser's own cache would turn a 304 into the old answer.
      cache: "no-store",
    });
  } catch (thrown) {
    throw errorFromThrown(thrown);
  }
  if (outcome.response.status === 304) return { etag, changes: null };
  const changes = await answer<unknown, Changes>(Promise.resolve(outcome));
  return { etag: outcome.response.headers.get("ETag") ?? "", changes };
}
