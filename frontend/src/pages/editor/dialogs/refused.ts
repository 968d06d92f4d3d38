/** Hands out changes that the server would not take, as a file that can be sent to somebody. */

import type { ImageDetail } from "../../../api/types";
import type { RefusedBatch } from "../../../save";

export function refusedFile(
  image: Pick<ImageDetail, "id" | "name" | "width" | "height" | "annotation_id">,
  batches: readonly RefusedBatch[],
): string {
  const { id, name, width, height, annotation_id } = image;
  const saves = batches.map(({ code, message, refusedAt, ...batch }) => ({
    refused: { code, message, at: new Date(refusedAt).toISOString() },
    base_revision: batch.baseRevision,
    save_id: batch.saveId,
    operations: batch.operations,
  }));
  return JSON.stringify(
    { image: { id, name, size: [height, width], annotation_id }, saves },
    null,
    1,
  );
}

export function downloadRefused(image: ImageDetail, batches: readonly RefusedBatch[]): void {
  const file = new Blob([refusedFile(image, batches)], { type: "application/json" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = `maskwright-unsaved-${image.id}.json`;
  link.click();
  URL.revokeObjectURL(link.href);
}
