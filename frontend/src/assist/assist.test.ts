import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { askForMask, PredictionFailed } from "./ask";
import { Latest } from "./latest";
import { usablePredictor } from "./predictors";
import type { Predictor, PromptRequest } from "../api/types";

const PROMPT: PromptRequest = {
  predictor: "sam",
  box_xyxy: [1, 2, 30, 40],
  points: [],
  labels: [],
  strokes: [],
};
const MASK = { size: [2, 2] as [number, number], counts: "04" };
const fetched = vi.fn<typeof fetch>();

const json = (status: number, body: unknown): Response =>
  new Response(JSON.stringify(body), { status });
const job = (state: string, more: object = {}): object => ({
  id: "j1",
  state,
  result: null,
  ...more,
});

beforeEach(() => {
  vi.useFakeTimers();
  fetched.mockReset();
  vi.stubGlobal("fetch", fetched);
  vi.stubGlobal("document", { cookie: "" });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("asking for a mask", () => {
  test("a quick predictor answers at once", async () => {
    fetched.mockResolvedValueOnce(json(200, { mask: MASK, score: 0.9, job: null }));
    const answer = await askForMask(3, PROMPT, new AbortController().signal);
    expect(answer).toEqual({ mask: MASK, score: 0.9 });
    const asked = fetched.mock.calls[0]![0] as Request;
    expect(asked.url).toContain("/api/images/3/prompt/");
    expect(await asked.json()).toEqual(PROMPT);
  });

  test("a slow one's job is looked at until it ends", async () => {
    fetched
      .mockResolvedValueOnce(json(202, { mask: null, score: null, job: job("queued") }))
      .mockResolvedValueOnce(json(200, job("running")))
      .mockResolvedValueOnce(json(200, job("done", { result: { mask: MASK, score: 0.8 } })));
    const answer = askForMask(3, PROMPT, new AbortController().signal);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await answer).toEqual({ mask: MASK, score: 0.8 });
  });

  test("a failed job says why", async () => {
    fetched
      .mockResolvedValueOnce(json(202, { mask: null, score: null, job: job("queued") }))
      .mockResolvedValueOnce(json(200, job("failed", { error: "Out of memory." })));
    const answer = askForMask(3, PROMPT, new AbortController().signal);
    const outcome = expect(answer).rejects.toThrow(new PredictionFailed("Out of memory."));
    await vi.advanceTimersByTimeAsync(1_000);
    await outcome;
  });

  test("nobody polls for an answer that is no longer wanted", async () => {
    fetched.mockResolvedValue(json(202, { mask: null, score: null, job: job("queued") }));
    const asking = new AbortController();
    const answer = askForMask(3, PROMPT, asking.signal);
    const outcome = expect(answer).rejects.toThrow("No longer wanted.");
    await vi.advanceTimersByTimeAsync(10);
    asking.abort();
    await vi.advanceTimersByTimeAsync(5_000);
    await outcome;
    expect(fetched).toHaveBeenCalledTimes(1);
  });
});

describe("the latest question", () => {
  test("drops the reply to an older one, whichever comes first", async () => {
    const latest = new Latest();
    let answerFirst: (value: string) => void = () => undefined;
    const first = latest.ask(
      () =>
        new Promise<string>((resolve) => {
          answerFirst = resolve;
        }),
    );
    const second = latest.ask(() => Promise.resolve("second"));
    expect(await second).toBe("second");
    answerFirst("first");
    expect(await first).toBeUndefined();
  });

  test("swallows the failure of an abandoned question, not of the current one", async () => {
    const latest = new Latest();
    const abandoned = latest.ask<string>(() => Promise.reject(new Error("old")));
    latest.cancel();
    expect(await abandoned).toBeUndefined();
    const current = latest.ask<string>(() => Promise.reject(new Error("new")));
    expect(await current.catch(String)).toBe("Error: new");
    expect(latest.isAsking).toBe(false);
  });
});

describe("the predictor that answers", () => {
  const predictor = (name: string, available: boolean): Predictor => ({
    name,
    title: name,
    available,
    missing: null,
    remedy: null,
    prompts: ["box"],
  });

  test("is the wished one where it can, else the first that can", () => {
    const all = [predictor("sam", false), predictor("grabcut", true), predictor("scissors", true)];
    expect(usablePredictor(all, "scissors")?.name).toBe("scissors");
    expect(usablePredictor(all, "sam")?.name).toBe("grabcut");
    expect(usablePredictor([predictor("sam", false)], null)).toBeNull();
  });
});
