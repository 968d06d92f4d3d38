import { afterEach, describe, expect, test, vi } from "vitest";
import { ApiError } from "./errors";
import { chunkFiles, withRetries } from "./upload";

const sized = (name: string, size: number) => ({ file: { name, size } });
const names = (chunks: { file: { name: string } }[][]) =>
  chunks.map((chunk) => chunk.map(({ file }) => file.name));

describe("files are split into requests", () => {
  test("by number, in order", () => {
    const files = ["a", "b", "c", "d", "e"].map((name) => sized(name, 1));
    expect(names(chunkFiles(files, { files: 2, bytes: 100 }))).toEqual([
      ["a", "b"],
      ["c", "d"],
      ["e"],
    ]);
  });

  test("by bytes, counting those that are in already", () => {
    const files = [sized("a", 60), sized("b", 40), sized("c", 1)];
    expect(names(chunkFiles(files, { files: 9, bytes: 100 }))).toEqual([["a", "b"], ["c"]]);
  });

  test("a file larger than the limit goes alone instead of nowhere", () => {
    const files = [sized("a", 1), sized("huge", 500), sized("b", 1)];
    expect(names(chunkFiles(files, { files: 9, bytes: 100 }))).toEqual([["a"], ["huge"], ["b"]]);
  });

  test("an archive travels alone, so that its job has one file", () => {
    const files = [sized("a", 1), sized("b.ZIP", 1), sized("c.zip", 1), sized("d", 1)];
    expect(names(chunkFiles(files, { files: 9, bytes: 100 }))).toEqual([
      ["a"],
      ["b.ZIP"],
      ["c.zip"],
      ["d"],
    ]);
  });

  test("nothing makes no request", () => {
    expect(chunkFiles([])).toEqual([]);
  });
});

describe("a request is tried again", () => {
  afterEach(() => vi.useRealTimers());
  const offline = new ApiError(0, "offline", "away");

  test("while the server is away, until it answers", async () => {
    vi.useFakeTimers();
    const attempt = vi
      .fn<(count: number) => Promise<string>>()
      .mockRejectedValueOnce(offline)
      .mockRejectedValueOnce(new ApiError(503, "http_503", "busy"))
      .mockResolvedValueOnce("in");
    const outcome = withRetries(attempt, [10, 10]);
    await vi.runAllTimersAsync();
    await expect(outcome).resolves.toBe("in");
    expect(attempt.mock.calls.map(([count]) => count)).toEqual([0, 1, 2]);
  });

  test("no more often than it has pauses", async () => {
    vi.useFakeTimers();
    const attempt = vi.fn<() => Promise<string>>().mockRejectedValue(offline);
    const outcome = expect(withRetries(attempt, [10])).rejects.toBe(offline);
    await vi.runAllTimersAsync();
    await outcome;
    expect(attempt).toHaveBeenCalledTimes(2);
  });

  test("never when the server refused it", async () => {
    const refusal = new ApiError(403, "forbidden", "no");
    const attempt = vi.fn<() => Promise<string>>().mockRejectedValue(refusal);
    await expect(withRetries(attempt, [10])).rejects.toBe(refusal);
    expect(attempt).toHaveBeenCalledTimes(1);
  });
});
