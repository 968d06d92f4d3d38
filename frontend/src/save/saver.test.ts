import { beforeEach, describe, expect, test, vi } from "vitest";
import { type Bench, eachOnABench } from "./bench";
import { drawn, removed } from "./fixtures";
import { pendingOperations } from "./work";
import { MemoryStore } from "./store";

let bench: Bench;

eachOnABench((fresh) => {
  bench = fresh;
});

describe("sending", () => {
  test("gestures of one second leave as one request with the base they were made on", async () => {
    bench.queue.commit(7, [drawn("a", "1000")]);
    await vi.advanceTimersByTimeAsync(600);
    bench.queue.commit(7, [drawn("a", "1100"), drawn("b", "0011")]);
    expect(bench.kind()).toBe("saving");
    expect(bench.queue.state(7).numPending).toBe(2);
    await vi.advanceTimersByTimeAsync(400);
    expect(bench.server.received).toHaveLength(1);
    expect(bench.sent(0)).toMatchObject({ baseRevision: 5, activeMs: 200 });
    expect(bench.sent(0).operations).toEqual([drawn("a", "1100"), drawn("b", "0011")]);
    expect(bench.kind()).toBe("saved");
  });

  test("the next batch builds on the revision that the last one made", async () => {
    bench.queue.commit(7, [drawn("a")]);
    await bench.queue.flush(7);
    bench.queue.commit(7, [drawn("b")]);
    await bench.queue.flush(7);
    expect(bench.sent(1).baseRevision).toBe(6);
  });

  test("one request at a time: a gesture during a save waits for its answer", async () => {
    let answer: (() => void) | undefined;
    bench.server.script = (batch) =>
      new Promise((resolve) => {
        answer = () => resolve(bench.server.saved(batch.baseRevision + 1));
      });
    bench.queue.commit(7, [drawn("a")]);
    await vi.advanceTimersByTimeAsync(1_000);
    bench.queue.commit(7, [drawn("b")]);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(bench.server.received).toHaveLength(1);
    answer?.();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(bench.server.received).toHaveLength(2);
    expect(bench.sent(1)).toMatchObject({ baseRevision: 6 });
  });

  test("thousands of masks are encoded before they are stored, and later work stays behind them", async () => {
    const many = Array.from({ length: 500 }, (_, i) => drawn(`many-${i}`));
    bench.queue.commit(7, many);
    bench.queue.commit(7, [drawn("late")]);
    expect(bench.queue.state(7).numPending).toBe(501);
    expect(await bench.store.all(1)).toEqual([]);
    await vi.advanceTimersByTimeAsync(500);
    const [stored] = await bench.store.all(1);
    expect(pendingOperations(stored!).at(-1)).toEqual(drawn("late"));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(bench.kind()).toBe("saved");
    expect(bench.sent(0).operations).toHaveLength(501);
  });

  test("leaving sends at once, without waiting for the second", () => {
    bench.queue.commit(7, [drawn("a")]);
    bench.queue.leave();
    expect(bench.server.received).toHaveLength(1);
  });

  test("a page that came back after leaving does not send the same work twice", async () => {
    bench.queue.commit(7, [drawn("a")]);
    bench.queue.leave();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(bench.server.received).toHaveLength(1);
    expect(bench.kind()).toBe("saved");
  });

  test("work left by a page that died while leaving bears the same save_id when it is sent again", async () => {
    bench.queue.commit(7, [drawn("a")]);
    await vi.advanceTimersByTimeAsync(0);
    const died = await bench.store.all(1);
    bench.queue.leave();
    bench.queue.dispose();
    // The dying page sent its request, yet its last writes never reached the disk.
    const next = new MemoryStore();
    await next.update([1, 7], () => died[0]);
    bench.store = next;
    bench.queue = bench.makeQueue();
    await bench.queue.resume();
    expect(bench.sent(1)).toEqual(bench.sent(0));
  });
});

describe("when the bench.server cannot be reached", () => {
  test("the same batch is sent again with the same save_id until it is answered", async () => {
    bench.server.script = (batch, call) =>
      call < 4
        ? { kind: "unreachable", retryAfterMs: 0 }
        : bench.server.saved(batch.baseRevision + 1);
    bench.queue.commit(7, [drawn("a")]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(bench.queue.state(7)).toMatchObject({ kind: "offline", numPending: 1 });
    await vi.advanceTimersByTimeAsync(500 + 1_000 + 2_000);
    expect(bench.server.received).toHaveLength(4);
    expect(new Set(bench.server.received.map(({ batch }) => JSON.stringify(batch))).size).toBe(1);
    expect(bench.kind()).toBe("saved");
  });

  test("gestures made while offline wait behind the batch and are counted", async () => {
    bench.server.script = () => ({ kind: "unreachable", retryAfterMs: 0 });
    bench.queue.commit(7, [drawn("a")]);
    await vi.advanceTimersByTimeAsync(1_000);
    bench.queue.commit(7, [drawn("a", "1110"), drawn("b")]);
    expect(bench.queue.state(7)).toMatchObject({ kind: "offline", numPending: 2 });
    bench.server.script = (batch) => bench.server.saved(batch.baseRevision + 1);
    await bench.queue.resume();
    expect(bench.sent(bench.server.received.length - 1).operations).toEqual([
      drawn("a", "1110"),
      drawn("b"),
    ]);
    expect(bench.kind()).toBe("saved");
  });

  test("a bench.server that asks for patience gets it", async () => {
    bench.server.script = () => ({ kind: "unreachable", retryAfterMs: 20_000 });
    bench.queue.commit(7, [drawn("a")]);
    await vi.advanceTimersByTimeAsync(1_000 + 19_000);
    expect(bench.server.received).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1_500);
    expect(bench.server.received).toHaveLength(2);
  });
});

describe("when the session has ended", () => {
  test("work is kept and said, and goes out after signing in again", async () => {
    bench.server.script = () => ({ kind: "signed-out" });
    bench.queue.commit(7, [drawn("a")]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(bench.queue.state(7)).toMatchObject({ kind: "signed-out", numPending: 1 });
    bench.server.script = (batch) => bench.server.saved(batch.baseRevision + 1);
    await bench.queue.resume();
    expect(bench.kind()).toBe("saved");
    expect(bench.sent(1)).toEqual(bench.sent(0));
  });

  test("another person's sign-in never sees or sends it", async () => {
    bench.server.script = () => ({ kind: "signed-out" });
    bench.queue.commit(7, [drawn("a")]);
    await bench.queue.flush(7);
    bench.queue.dispose();
    const other = bench.makeQueue(2);
    await other.resume();
    expect(bench.server.received).toHaveLength(1);
    expect((await other.pending(70)).operations).toEqual([]);
    other.dispose();
    bench.queue = bench.makeQueue(1);
    expect((await bench.queue.pending(70)).operations).toEqual([drawn("a")]);
  });
});

describe("a batch that the bench.server will not take", () => {
  beforeEach(async () => {
    bench.server.script = (batch, call) =>
      call === 1
        ? { kind: "refused", code: "invalid_polygon", message: "Part 1 crosses itself." }
        : bench.server.saved(batch.baseRevision + 1);
    bench.queue.commit(7, [drawn("bad")]);
    await bench.queue.flush(7);
  });

  test("is kept aside with its reason, and survives a reload", async () => {
    expect(bench.queue.state(7)).toMatchObject({
      kind: "refused",
      message: "Part 1 crosses itself.",
    });
    bench.queue.dispose();
    bench.queue = bench.makeQueue();
    await bench.queue.resume();
    expect(bench.queue.state(7).refused[0]).toMatchObject({
      code: "invalid_polygon",
      operations: [drawn("bad")],
    });
  });

  test("does not hold up later work", async () => {
    bench.queue.commit(7, [drawn("good")]);
    await bench.queue.flush(7);
    expect(bench.sent(1).operations).toEqual([drawn("good")]);
    expect(bench.kind()).toBe("refused");
  });

  test("can be sent again or given up", async () => {
    await bench.queue.retryRefused(7);
    expect(bench.sent(1).operations).toEqual([drawn("bad")]);
    expect(bench.kind()).toBe("saved");
    bench.server.script = () => ({ kind: "refused", code: "x", message: "no" });
    bench.queue.commit(7, [removed("a")]);
    await bench.queue.flush(7);
    await bench.queue.discardRefused(7);
    expect(bench.kind()).toBe("saved");
    expect(await bench.store.all(1)).toEqual([]);
  });
});

describe("decisions on suggestions", () => {
  test("go out a second later, and are kept while the bench.server is away", async () => {
    bench.server.decision = { kind: "unreachable", retryAfterMs: 0 };
    bench.queue.decide(7, "reject", ["s1", "s2"]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(bench.queue.state(7)).toMatchObject({ kind: "offline", numPending: 2 });
    bench.server.decision = { kind: "decided" };
    await bench.queue.resume();
    expect(bench.server.decided.at(-1)).toEqual(["reject", ["s1", "s2"]]);
    expect(bench.kind()).toBe("saved");
    expect(await bench.store.all(1)).toEqual([]);
  });

  test("taken back before they were sent ask nothing of the server", async () => {
    bench.queue.decide(7, "reject", ["s1", "s2"]);
    bench.queue.decide(7, "restore", ["s1", "s2"]);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(bench.server.decided).toEqual([]);
    expect(bench.kind()).toBe("saved");
  });

  test("a rejection waits for pending operations, a restoration goes before them", async () => {
    const order: string[] = [];
    bench.server.script = (batch) => {
      order.push("batch");
      return bench.server.saved(batch.baseRevision + 1);
    };
    const decide = bench.server.decide.bind(bench.server);
    bench.server.decide = (image, decision, uids) => {
      order.push(decision);
      return decide(image, decision, uids);
    };
    bench.queue.decide(7, "reject", ["s1"]);
    bench.queue.decide(7, "restore", ["s2"]);
    bench.queue.commit(7, [drawn("s2")]);
    await bench.queue.flush(7);
    expect(order).toEqual(["restore", "batch", "reject"]);
  });
});
