/** Sends one batch and sorts the answer into what the queue must do about it. */

import { csrfToken } from "../api/client";
import type { Batch, Decision, WeakRemote, WholeSegment } from "./types";

export interface SavedAnswer extends WeakRemote {
  kind: "saved";
  revision: number;
  state: string;
  changed: WholeSegment[];
  deleted: string[];
}

export interface ConflictAnswer extends WeakRemote {
  kind: "conflict";
  code: "stale_revision" | "overlap";
  message: string;
  revision: number;
  /** What others changed since the base, and in an overlap also whatever shares pixels with mine. */
  segments: WholeSegment[];
  deleted: string[];
  /** The segments in dispute. */
  uids: string[];
}

export type SaveAnswer =
  | SavedAnswer
  | ConflictAnswer
  | { kind: "refused"; code: string; message: string }
  | { kind: "signed-out" }
  | { kind: "unreachable"; retryAfterMs: number };

/** What became of decisions on suggestions; nothing can conflict with them. */
export type DecisionAnswer =
  { kind: "decided" } | Exclude<SaveAnswer, SavedAnswer | ConflictAnswer>;

export interface SaveTransport {
  send(annotationId: number, batch: Batch, userId: number): Promise<SaveAnswer>;
  decide(
    imageId: number,
    decision: Decision,
    uids: string[],
    userId: number,
  ): Promise<DecisionAnswer>;
}

/** Browsers refuse keepalive bodies beyond 64 KiB in flight (Fetch standard, "inflight keepalive bytes"). */
const KEEPALIVE_LIMIT_BYTES = 60_000;

/** A server that took the request and never answers counts as unreachable; the save_id makes asking again safe. */
const ANSWER_TIMEOUT_MS = 30_000;
/** A slow line (10 kB/s) gets the time that a large save needs on it. */
const SLOWEST_BYTES_PER_MS = 10;

const RETRIED_STATUS = new Set([408, 425, 429]);

interface ErrorBody {
  code?: string;
  message?: string;
  detail?: WeakRemote & {
    revision?: number;
    segments?: WholeSegment[];
    deleted?: string[];
    uids?: string[];
  };
}

export class HttpTransport implements SaveTransport {
  async send(annotationId: number, batch: Batch, userId: number): Promise<SaveAnswer> {
    const body = {
      base_revision: batch.baseRevision,
      save_id: batch.saveId,
      active_ms: batch.activeMs,
      operations: batch.operations,
    };
    return answered(
      "PATCH",
      `/api/annotations/${annotationId}/`,
      body,
      userId,
      async (response) => {
        const saved = (await response.json()) as Omit<SavedAnswer, "kind">;
        return { ...saved, kind: "saved" };
      },
    );
  }

  async decide(
    imageId: number,
    decision: Decision,
    uids: string[],
    userId: number,
  ): Promise<DecisionAnswer> {
    const url = `/api/images/${imageId}/suggestions/${decision}/`;
    const answer = await answered("POST", url, { uids }, userId, () => ({
      kind: "decided" as const,
    }));
    // The server never answers so; if a proxy does, these decisions are refused like any other 4xx.
    return answer.kind === "conflict" ? { ...answer, kind: "refused" } : answer;
  }
}

type Failure = Exclude<SaveAnswer, SavedAnswer>;

/** One request; whatever keeps it from an answer that can be read is 'unreachable', and safe to repeat. */
async function answered<Success>(
  method: string,
  url: string,
  content: object,
  userId: number,
  success: (response: Response) => Success | Promise<Success>,
): Promise<Success | Failure> {
  const token = csrfToken();
  try {
    const response = await sent(method, url, JSON.stringify(content), token);
    return response.ok ? await success(response) : await failure(response, userId, token);
  } catch {
    return { kind: "unreachable", retryAfterMs: 0 };
  }
}

function sent(method: string, url: string, body: string, token: string): Promise<Response> {
  return fetch(url, {
    method,
    credentials: "same-origin",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token },
    body,
    // Counted in UTF-16 units: the masks' counts are ASCII, and the limit leaves room for the rest.
    keepalive: body.length <= KEEPALIVE_LIMIT_BYTES,
    signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS + Math.ceil(body.length / SLOWEST_BYTES_PER_MS)),
  });
}

async function failure(response: Response, userId: number, token: string): Promise<Failure> {
  const { status } = response;
  if (status >= 500 || RETRIED_STATUS.has(status)) {
    return { kind: "unreachable", retryAfterMs: retryAfterMs(response) };
  }
  const problem = await problemOf(response);
  if (status === 409) return conflictOf(problem);
  if (status === 401 || status === 403) return whyForbidden(problem, userId, token);
  return refusal(problem, status);
}

function retryAfterMs(response: Response): number {
  const seconds = Number(response.headers.get("Retry-After"));
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : 0;
}

async function problemOf(response: Response): Promise<ErrorBody> {
  try {
    return (await response.json()) as ErrorBody;
  } catch {
    return {};
  }
}

function conflictOf(problem: ErrorBody): Failure {
  const { revision, segments = [], deleted = [], uids = [] } = problem.detail ?? {};
  const isKnown = problem.code === "stale_revision" || problem.code === "overlap";
  if (!isKnown || revision === undefined) return refusal(problem, 409);
  const code = problem.code === "overlap" ? "overlap" : "stale_revision";
  const message = problem.message ?? "";
  const { weak_changed = [], weak_deleted = [] } = problem.detail ?? {};
  return {
    kind: "conflict",
    code,
    message,
    revision,
    segments,
    deleted,
    uids,
    weak_changed,
    weak_deleted,
  };
}

/** A 403 may mean no session, a stale CSRF token, someone else's session, or a rule: the session tells. */
async function whyForbidden(
  problem: ErrorBody,
  userId: number,
  sentToken: string,
): Promise<Failure> {
  const response = await fetch("/api/session/", { credentials: "same-origin" });
  if (!response.ok) return { kind: "unreachable", retryAfterMs: 0 };
  const session = (await response.json()) as { user: { id: number } | null };
  if (session.user?.id !== userId) return { kind: "signed-out" };
  // Signed in again (here or in another tab) since the request was made: the same batch is simply sent again.
  if (csrfToken() !== sentToken) return { kind: "unreachable", retryAfterMs: 0 };
  return refusal(problem, 403);
}

function refusal(problem: ErrorBody, status: number): Failure {
  return {
    kind: "refused",
    code: problem.code ?? `http_${status}`,
    message: problem.message ?? `The server answered ${status}.`,
  };
}
