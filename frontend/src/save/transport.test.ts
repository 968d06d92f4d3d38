import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { drawn, segment } from "./fixtures";
import { HttpTransport } from "./transport";
import type { Batch } from "./types";

const BATCH: Batch = {
  saveId: "8d6c3a2e-0000-4000-8000-000000000000",
  baseRevision: 5,
  activeMs: 1200,
  operations: [drawn("a")],
};

const page = { cookie: "csrftoken=token-1" };
const fetched = vi.fn<typeof fetch>();

beforeEach(() => {
  page.cookie = "csrftoken=token-1";
  fetched.mockReset();
  vi.stubGlobal("fetch", fetched);
  vi.stubGlobal("document", page);
});

afterEach(() => vi.unstubAllGlobals());

function answers(...responses: (Response | Error)[]): void {
  for (const response of responses) {
    if (response instanceof Error) fetched.mockRejectedValueOnce(response);
    else fetched.mockResolvedValueOnce(response);
  }
}

const json = (status: number, body: unknown, headers: HeadersInit = {}): Response =>
  new Response(JSON.stringify(body), { status, headers });
const send = () => new HttpTransport().send(7, BATCH, 1);

describe("the request", () => {
  test("carries the whole save, the CSRF token, and outlives the page", async () => {
    answers(json(200, { revision: 6, state: "in_progress", changed: [], deleted: [] }));
    expect(await send()).toMatchObject({ kind: "saved", revision: 6 });
    const [url, init] = fetched.mock.calls[0]!;
    expect(url).toBe("/api/annotations/7/");
    expect(init).toMatchObject({
      method: "PATCH",
      keepalive: true,
      headers: { "X-CSRFToken": "token-1" },
    });
    expect(JSON.parse(init?.body as string)).toEqual({
      base_revision: 5,
      save_id: BATCH.saveId,
      active_ms: 1200,
      operations: [drawn("a")],
    });
  });

  test("is not kept alive beyond the browsers' 64 KiB", async () => {
    answers(json(200, { revision: 6, state: "in_progress", changed: [], deleted: [] }));
    const large: Batch = { ...BATCH, operations: [drawn("a", "01".repeat(40_000))] };
    await new HttpTransport().send(7, large, 1);
    expect(fetched.mock.calls[0]![1]).toMatchObject({ keepalive: false });
  });
});

describe("answers", () => {
  test("no answer, a failing server and a proxy's page are all 'unreachable'", async () => {
    answers(new TypeError("Failed to fetch"));
    expect((await send()).kind).toBe("unreachable");
    answers(new Response("<h1>Bad gateway</h1>", { status: 502 }));
    expect((await send()).kind).toBe("unreachable");
    answers(new Response("<h1>Captive portal</h1>", { status: 200 }));
    expect((await send()).kind).toBe("unreachable");
  });

  test("429 waits as long as the server asks", async () => {
    answers(json(429, {}, { "Retry-After": "12" }));
    expect(await send()).toEqual({ kind: "unreachable", retryAfterMs: 12_000 });
  });

  test("a stale revision carries theirs", async () => {
    const theirs = segment("a");
    const detail = { revision: 9, segments: [theirs], deleted: ["b"], uids: ["a"] };
    answers(json(409, { code: "stale_revision", message: "Changed.", detail }));
    expect(await send()).toEqual({
      kind: "conflict",
      code: "stale_revision",
      message: "Changed.",
      revision: 9,
      segments: [theirs],
      deleted: ["b"],
      uids: ["a"],
      weak_changed: [],
      weak_deleted: [],
    });
  });

  test("an unknown 409 and any other 4xx are refused with their reason", async () => {
    answers(json(409, { code: "locked", message: "Locked." }));
    expect(await send()).toEqual({ kind: "refused", code: "locked", message: "Locked." });
    answers(new Response("", { status: 413 }));
    expect(await send()).toMatchObject({ kind: "refused", code: "http_413" });
  });
});

describe("a 403", () => {
  const forbidden = (): Response => json(403, { code: "forbidden", message: "Approved." });

  test("without a session means signed out", async () => {
    answers(forbidden(), json(200, { user: null }));
    expect((await send()).kind).toBe("signed-out");
  });

  test("in someone else's session means signed out too", async () => {
    answers(forbidden(), json(200, { user: { id: 2 } }));
    expect((await send()).kind).toBe("signed-out");
  });

  test("in one's own session is a rule: refused", async () => {
    answers(forbidden(), json(200, { user: { id: 1 } }));
    expect(await send()).toEqual({ kind: "refused", code: "forbidden", message: "Approved." });
  });

  test("with a token that was renewed meanwhile is sent again", async () => {
    fetched.mockResolvedValueOnce(forbidden()).mockImplementationOnce(() => {
      page.cookie = "csrftoken=token-2";
      return Promise.resolve(json(200, { user: { id: 1 } }));
    });
    expect((await send()).kind).toBe("unreachable");
  });
});
