/** Fetches an image's superpixels; the first time they are asked for, a worker of the server makes them. */

import { transfer, wrap } from "comlink";
import { answer, client } from "../api/client";
import { fetchJob, isActive, jobFraction } from "../api/jobs";
import type { Job } from "../api/types";
import type { SizeHw } from "../geometry/points";
import { readSuperpixels } from "../masks/superpixelFile";
import { Superpixels, type SuperpixelTable } from "../masks/superpixels";
import type { SuperpixelReader } from "./superpixels.worker";
import { wait } from "./wait";

/** The server could not make them; the message is its reason. */
export class SuperpixelsFailed extends Error {
  readonly code = "superpixels_failed";
}

const FIRST_POLL_MS = 150;
const SLOWEST_POLL_MS = 1_000;

/**
 * @param onProgress how far making them is, 0 to 1; null while that is unknown.
 * @throws ApiError the server refused or cannot be reached; SuperpixelsFailed its job ended without a file;
 *   NotSuperpixels the file is of another version; AbortError the caller lost interest.
 */
export async function fetchSuperpixels(
  imageId: number,
  sizeHw: SizeHw,
  onProgress: (fraction: number | null) => void,
  signal: AbortSignal,
): Promise<Superpixels> {
  await make(imageId, onProgress, signal);
  const file = await download(imageId, signal);
  return new Superpixels(await read(file, sizeHw));
}

async function download(image_id: number, signal: AbortSignal): Promise<ArrayBuffer> {
  return answer<unknown, ArrayBuffer>(
    client.GET("/api/images/{image_id}/superpixels/", {
      params: { path: { image_id } },
      parseAs: "arrayBuffer",
      signal,
    }),
  );
}

async function make(
  image_id: number,
  onProgress: (fraction: number | null) => void,
  signal: AbortSignal,
): Promise<void> {
  const asked = client.POST("/api/images/{image_id}/superpixels/", {
    params: { path: { image_id } },
    signal,
  });
  let job = (await answer<unknown, Job | undefined>(asked)) ?? null;
  for (
    let pause = FIRST_POLL_MS;
    job !== null && isActive(job.state);
    pause = Math.min(pause * 1.5, SLOWEST_POLL_MS)
  ) {
    onProgress(jobFraction(job));
    await wait(pause, signal);
    job = await fetchJob(job.id, signal);
  }
  if (job !== null && job.state !== "done") {
    throw new SuperpixelsFailed(job.error || `The job was ${job.state}.`);
  }
}

/** Reads in a worker; where there is none, here. */
async function read(file: ArrayBuffer, sizeHw: SizeHw): Promise<SuperpixelTable> {
  if (typeof Worker === "undefined") return readSuperpixels(file, sizeHw);
  const worker = new Worker(new URL("./superpixels.worker.ts", import.meta.url), {
    type: "module",
  });
  try {
    return await wrap<SuperpixelReader>(worker).read(transfer(file, [file]), sizeHw);
  } finally {
    // It is needed once an image; its memory is not kept.
    worker.terminate();
  }
}
