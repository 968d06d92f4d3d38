/** What went wrong with a request, in the server's own words where it gave any. */

/** An answer of 4xx or 5xx, or no answer at all (`status` 0, code "offline"). */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: Record<string, unknown>;

  constructor(status: number, code: string, message: string, detail: Record<string, unknown> = {}) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.code = code;
    this.detail = detail;
  }

  /** Nothing reached the server, or it could not answer: trying again may help. */
  get isTransient(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Map an error answer's body to an ApiError; bodies that are no problem record get a plain one. */
export function errorFromBody(status: number, body: unknown): ApiError {
  if (isRecord(body) && typeof body["code"] === "string" && typeof body["message"] === "string") {
    const detail = isRecord(body["detail"]) ? body["detail"] : {};
    return new ApiError(status, body["code"], body["message"], detail);
  }
  if (status === 413) {
    return new ApiError(status, "too_large", "The server refused this as too large.");
  }
  const message =
    status >= 500
      ? `The server failed on this request (HTTP ${status}). Nothing was changed; try again.`
      : `The server refused this request (HTTP ${status}).`;
  return new ApiError(status, `http_${status}`, message);
}

/** Map whatever a failed fetch threw; an abort stays an abort. */
export function errorFromThrown(thrown: unknown): Error {
  if (thrown instanceof ApiError) return thrown;
  if (thrown instanceof DOMException && thrown.name === "AbortError") return thrown;
  return new ApiError(0, "offline", "The server cannot be reached. Check that it is running.");
}

/** The messages that belong to single fields of a form, by field name. */
export function fieldErrors(error: unknown): Record<string, string> {
  if (!(error instanceof ApiError)) return {};
  const fields = isRecord(error.detail["fields"]) ? error.detail["fields"] : error.detail;
  const messages: Record<string, string> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value === "string") messages[name] = value;
    else if (Array.isArray(value) && value.every((item) => typeof item === "string")) {
      messages[name] = value.join(" ");
    }
  }
  return messages;
}
