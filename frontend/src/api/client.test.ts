import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { answer, client, csrfToken } from "./client";

const fetched = vi.fn<(request: Request) => Promise<Response>>();

beforeEach(() => {
  vi.stubGlobal("fetch", fetched);
  vi.stubGlobal("document", { cookie: "theme=dark; csrftoken=abc%3D; other=1" });
});

afterEach(() => {
  fetched.mockReset();
  vi.unstubAllGlobals();
});

const sent = () => fetched.mock.calls[0]![0];

test("the CSRF token is read from its cookie alone", () => {
  expect(csrfToken("notcsrftoken=1; csrftoken=abc")).toBe("abc");
  expect(csrfToken("")).toBe("");
});

describe("a request", () => {
  test("that changes something carries the CSRF token", async () => {
    fetched.mockResolvedValueOnce(Response.json({ user: null }));
    await answer(client.POST("/api/session/link/", { body: { token: "t" } }));
    expect(sent().headers.get("X-CSRFToken")).toBe("abc=");
    expect(await sent().json()).toEqual({ token: "t" });
  });

  test("that only asks does not", async () => {
    fetched.mockResolvedValueOnce(Response.json({ user: null }));
    expect(await answer(client.GET("/api/session/"))).toEqual({ user: null });
    expect(sent().headers.get("X-CSRFToken")).toBeNull();
  });

  test("leaves out filters that are not set", async () => {
    fetched.mockResolvedValueOnce(Response.json({ next: null, previous: null, results: [] }));
    await answer(
      client.GET("/api/projects/{project_id}/images/", {
        params: { path: { project_id: 3 }, query: { state: "new", cursor: undefined } },
      }),
    );
    expect(new URL(sent().url).pathname).toBe("/api/projects/3/images/");
    expect(new URL(sent().url).search).toBe("?state=new");
  });

  test("that is refused throws what the server said", async () => {
    const problem = { code: "not_found", message: "There is no such thing.", detail: {} };
    fetched.mockResolvedValueOnce(Response.json(problem, { status: 404 }));
    await expect(answer(client.GET("/api/session/"))).rejects.toMatchObject({
      status: 404,
      code: "not_found",
    });
  });

  test("without an answer throws offline", async () => {
    fetched.mockRejectedValueOnce(new TypeError("Failed to fetch"));
    await expect(answer(client.GET("/api/session/"))).rejects.toMatchObject({ code: "offline" });
  });

  test("whose answer is empty succeeds", async () => {
    fetched.mockResolvedValueOnce(new Response(null, { status: 204 }));
    await expect(answer(client.DELETE("/api/session/"))).resolves.toBeUndefined();
  });
});
