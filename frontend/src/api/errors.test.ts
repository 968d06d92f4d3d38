import { describe, expect, test } from "vitest";
import { ApiError, errorFromBody, errorFromThrown, fieldErrors } from "./errors";

describe("an error answer becomes an ApiError", () => {
  test("in the server's own words", () => {
    const error = errorFromBody(409, {
      code: "stale_revision",
      message: "Somebody saved first.",
      detail: { revision: 7 },
    });
    expect(error).toMatchObject({
      status: 409,
      code: "stale_revision",
      message: "Somebody saved first.",
      detail: { revision: 7 },
    });
  });

  test("with words of ours where the body is no problem record", () => {
    expect(errorFromBody(502, "<html>Bad gateway</html>")).toMatchObject({
      code: "http_502",
      detail: {},
    });
    expect(errorFromBody(413, null).code).toBe("too_large");
  });

  test("whose detail is always a record", () => {
    expect(errorFromBody(400, { code: "x", message: "y", detail: ["z"] }).detail).toEqual({});
  });
});

describe("a failed fetch", () => {
  test("is offline", () => {
    expect(errorFromThrown(new TypeError("Failed to fetch"))).toMatchObject({
      status: 0,
      code: "offline",
    });
  });

  test("that was aborted stays an abort", () => {
    const abort = new DOMException("stop", "AbortError");
    expect(errorFromThrown(abort)).toBe(abort);
  });
});

test.each([
  [0, true],
  [429, true],
  [500, true],
  [503, true],
  [400, false],
  [404, false],
  [409, false],
])("status %i is transient: %s", (status, expected) => {
  expect(new ApiError(status, "code", "message").isTransient).toBe(expected);
});

test("messages of fields are found where validation puts them", () => {
  const error = errorFromBody(400, {
    code: "invalid",
    message: "name: taken",
    detail: { fields: { name: ["Taken.", "Choose another."], nested: { a: ["b"] } } },
  });
  expect(fieldErrors(error)).toEqual({ name: "Taken. Choose another." });
  expect(fieldErrors(new Error("something else"))).toEqual({});
});
