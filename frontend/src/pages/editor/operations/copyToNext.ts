/** Copies segments to the images that follow, one after another, each as one revision of its own. */

import type { QueryClient } from "@tanstack/react-query";
import { answer, ApiError, client } from "../../../api/client";
import { fetchLeases } from "../../../api/leases";
import type { components } from "../../../api/schema";
import type { AnnotationWire, ImageDetail } from "../../../api/types";
import type { EditorSegment } from "../../../editor";
import { newSaveId, type SaveQueue } from "../../../save";
import { planCopies } from "./copying";

export type LeftAlone =
  "other_size" | "submitted" | "approved" | "unsent" | "no_room" | "edited" | "failed";

/** What became of one image. */
export interface CopyResult {
  readonly imageId: number;
  readonly name: string;
  readonly numCopied: number;
  readonly numLeftOut: number;
  readonly numCarved: number;
  /** Why nothing was copied there; null where something was. */
  readonly reason: LeftAlone | null;
  /** The server's words, where it refused; who edits, where somebody does. */
  readonly message: string | null;
}

export interface Copying {
  readonly segments: readonly EditorSegment[];
  readonly sizeHw: readonly [number, number];
  readonly queue: SaveQueue;
  readonly queries: QueryClient;
  /** Into images that somebody else is editing, too. */
  readonly evenIfEdited: boolean;
}

/** The generated type has mutable arrays; what is sent is the same JSON. */
type Sent = components["schemas"]["PatchedSaveInRequest"]["operations"] & object;

/** Others saved while the copy was planned: it is planned anew this often. */
const ATTEMPTS = 3;

/** Goes on from `firstId`, at most `count` images, until `isWanted` says no. */
export async function copyToNext(
  copying: Copying,
  firstId: number,
  count: number,
  onResult: (result: CopyResult) => void,
  isWanted: () => boolean,
): Promise<void> {
  let nextId: number | null = firstId;
  for (let i = 0; i < count && nextId !== null && isWanted(); i += 1) {
    const id: number = nextId;
    const image: ImageDetail = await answer(
      client.GET("/api/images/{image_id}/", { params: { path: { image_id: id } } }),
    );
    onResult(await copyTo(copying, image));
    nextId = image.next_id;
  }
}

async function copyTo(copying: Copying, image: ImageDetail): Promise<CopyResult> {
  const nothing = {
    numCopied: 0,
    numLeftOut: copying.segments.length,
    numCarved: 0,
    message: null,
  };
  const base = { imageId: image.id, name: image.name, ...nothing };
  const [h, w] = copying.sizeHw;
  if (image.height !== h || image.width !== w) return { ...base, reason: "other_size" };
  // Work of this browser that the server has not got yet would be copied over unseen.
  await copying.queue.flushImage(image.id);
  const { operations } = await copying.queue.pending(image.id);
  if (operations.length > 0) return { ...base, reason: "unsent" };
  for (let attempt = 1; ; attempt += 1) {
    try {
      return { ...base, ...(await attemptCopy(copying, image)) };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status === 409 && attempt < ATTEMPTS) continue;
      return { ...base, reason: "failed", message: error.message };
    }
  }
}

async function attemptCopy(
  { segments, sizeHw, queries, evenIfEdited }: Copying,
  image: ImageDetail,
): Promise<Partial<CopyResult> & Pick<CopyResult, "reason">> {
  const there = await answer<unknown, AnnotationWire>(
    client.GET("/api/images/{image_id}/annotation/", {
      params: { path: { image_id: image.id } },
    }),
  );
  if (there.state === "approved" || there.state === "submitted") return { reason: there.state };
  if (!evenIfEdited) {
    const { leases } = await fetchLeases(there.id);
    const names = [...new Set(leases.map(({ user }) => user.username))];
    if (names.length > 0) return { reason: "edited", message: names.join(", ") };
  }
  const { operations, numLeftOut, numCarved } = planCopies(segments, there, sizeHw);
  if (operations.length === 0) return { reason: "no_room" };
  await answer(
    client.PATCH("/api/annotations/{annotation_id}/", {
      params: { path: { annotation_id: there.id } },
      body: {
        base_revision: there.revision,
        save_id: newSaveId(),
        active_ms: 0,
        operations: operations as unknown as Sent,
      },
    }),
  );
  // What was fetched ahead has no copies yet.
  queries.removeQueries({ queryKey: ["editor", "wires", image.id] });
  return { reason: null, numCopied: operations.length, numLeftOut, numCarved };
}
