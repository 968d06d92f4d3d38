/** The one door to the server: session cookie, CSRF header, errors as ApiError. */
import { errorFromBody, errorFromThrown } from "./errors";

export { ApiError } from "./errors";

export type Query = Record<string, string | number | boolean | null | undefined>;

export interface RequestOptions {
  query?: Query;
  /** Sent as JSON; a FormData goes as multipart. */
  body?: unknown;
  signal?: AbortSignal;
  /** Let the request outlive the page (a last save while the tab closes). */
  keepalive?: boolean;
}

/** The token that Django expects back in X-CSRFToken on every unsafe request. */
export function csrfToken(cookie: string = document.cookie): string {
  for (const pair of cookie.split(";")) {
    const [name, value] = pair.trim().split("=", 2);
    if (name === "csrftoken") return decodeURIComponent(value ?? "");
  }
  return "";
}

/** "/api/" + path with the query's present members; null and undefined are left out. */
export function apiUrl(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== "") search.set(name, String(value));
  }
  const suffix = search.size > 0 ? `?${search.toString()}` : "";
  return `/api/${path}${suffix}`;
}

async function bodyOf(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === "") return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/**
 * One request to the API.
 *
 * @param path relative to /api/, with its trailing slash: "projects/3/classes/".
 * @throws ApiError for every answer that is not 2xx, and when no answer came (status 0).
 */
export async function request<T>(
  method: "GET" | "POST" | "PATCH" | "DELETE",
  path: string,
  options: RequestOptions = {},
): Promise<T> {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (method !== "GET") headers["X-CSRFToken"] = csrfToken();
  const isForm = options.body instanceof FormData;
  if (options.body !== undefined && !isForm) headers["Content-Type"] = "application/json";
  const init: RequestInit = {
    method,
    headers,
    credentials: "same-origin",
    signal: options.signal ?? null,
    keepalive: options.keepalive ?? false,
  };
  if (options.body !== undefined) {
    init.body = isForm ? (options.body as FormData) : JSON.stringify(options.body);
  }
  let response: Response;
  let body: unknown;
  try {
    response = await fetch(apiUrl(path, options.query), init);
    body = await bodyOf(response);
  } catch (thrown) {
    throw errorFromThrown(thrown);
  }
  if (!response.ok) throw errorFromBody(response.status, body);
  return body as T;
}
