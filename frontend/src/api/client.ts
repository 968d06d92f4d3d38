/** The one door to the server: typed by its schema, with CSRF header, errors as ApiError. */
import createClient from "openapi-fetch";
import { errorFromBody, errorFromThrown } from "./errors";
import type { paths } from "./schema";
import type { Sent } from "./types";

export { ApiError } from "./errors";

/** The token that Django expects back in X-CSRFToken on every unsafe request. */
export function csrfToken(cookie: string = document.cookie): string {
  for (const pair of cookie.split(";")) {
    const [name, value] = pair.trim().split("=", 2);
    if (name === "csrftoken") return decodeURIComponent(value ?? "");
  }
  return "";
}

export const client = createClient<paths>({
  // Outside a browser (in tests) a Request needs a whole address.
  baseUrl: typeof location === "undefined" ? "http://localhost" : location.origin,
  credentials: "same-origin",
  // Looked up at each call, so that tests can stand in for it.
  fetch: (request) => globalThis.fetch(request),
});

client.use({
  onRequest({ request }) {
    if (request.method !== "GET") request.headers.set("X-CSRFToken", csrfToken());
    return request;
  },
});

/**
 * The body of a request's answer.
 *
 * @param call what `client.GET` and its siblings return.
 * @returns the answer's record; `Exact` may say more about its fields than the schema can.
 * @throws ApiError for every answer that is not 2xx, and when no answer came (status 0).
 */
export async function answer<Body, Exact extends Sent<Body> = Sent<Body>>(
  call: Promise<{ data?: Body; error?: unknown; response: Response }>,
): Promise<Exact> {
  let outcome;
  try {
    outcome = await call;
  } catch (thrown) {
    throw errorFromThrown(thrown);
  }
  if (!outcome.response.ok) throw errorFromBody(outcome.response.status, outcome.error);
  return outcome.data as Exact;
}
