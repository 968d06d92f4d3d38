/** Turns a prompt (a box, clicks) into a mask by asking the server; slow predictors answer through a job. */

import { answer, client } from "../api/client";
import { fetchJob, isActive } from "../api/jobs";
import { wait } from "./wait";
import type { Job, PromptRequest, PromptResponse, RleWire } from "../api/types";

export interface PromptAnswer {
  /** Null: the predictor found nothing there. */
  mask: RleWire | null;
  score: number | null;
}

/** The predictor's own failure, in its words. */
export class PredictionFailed extends Error {
  readonly code = "prediction_failed";
}

/** A warm worker answers within a few hundred milliseconds, a cold one loads its model first. */
const FIRST_POLL_MS = 150;
const SLOWEST_POLL_MS = 1_000;

/**
 * @throws ApiError the server refused or cannot be reached; PredictionFailed the job ended without a mask;
 *   AbortError the caller lost interest.
 */
export async function askForMask(
  imageId: number,
  prompt: PromptRequest,
  signal: AbortSignal,
): Promise<PromptAnswer> {
  const params = { path: { image_id: imageId } };
  const asked = client.POST("/api/images/{image_id}/prompt/", { params, body: prompt, signal });
  const { job, mask, score } = await answer<unknown, PromptResponse>(asked);
  return job ? finished(job, signal) : { mask, score };
}

async function finished(job: Job<PromptAnswer>, signal: AbortSignal): Promise<PromptAnswer> {
  let current = job;
  for (
    let pause = FIRST_POLL_MS;
    isActive(current.state);
    pause = Math.min(pause * 1.5, SLOWEST_POLL_MS)
  ) {
    await wait(pause, signal);
    current = await fetchJob<PromptAnswer>(job.id, signal);
  }
  if (current.state !== "done" || !current.result) {
    throw new PredictionFailed(current.error || current.message || `The job was ${current.state}.`);
  }
  return current.result;
}
