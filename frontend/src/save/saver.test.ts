import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  carveRows,
  drawn,
  OPEN,
  rasteriseRow,
  reclassed,
  removed,
  ScriptedServer,
  segment,
} from "./fixtures";
import { SaveQueue } from "./queue";
import { MemoryStore } from "./store";
import type { EditorPort } from "./saver";
import type { WholeSegment } from "./types";

class ShownEditor implements EditorPort {
  readonly segments = new Map<string, WholeSegment>();
  applyRemote(changed: WholeSegment[], deleted: string[]): void {
    for (const each of changed) this.segments.set(each.uid, each);
    for (const uid of deleted) this.segments.delete(uid);
  }
  current(uid: string): WholeSegment | undefined {
    return this.segments.get(uid);
  }
}

let server: ScriptedServer;
let store: MemoryStore;
let editor: ShownEditor;
let queue: SaveQueue;
let numIds: number;

function makeQueue(userId = 1): SaveQueue {
  return new SaveQueue({
    userId,
    store,
    transport: server,
    carve: carveRows,
    rasterise: rasteriseRow,
    newSaveId: () => `save-${(numIds += 1)}`,
    random: () => 0,
    takeActiveMs: () => 100,
  });
}

beforeEach(() => {
  vi.useFakeTimers();
  numIds = 0;
  server = new ScriptedServer();
  store = new MemoryStore();
  editor = new ShownEditor();
  queue = makeQueue();
  queue.open(OPEN, editor);
});

afterEach(() => {
  queue.dispose();
  vi.useRealTimers();
});

const kind = (): string => queue.state(7).kind;
const sent = (index: number) => server.received[index]!.batch;

describe("sending", () => {
  test("gestures of one second leave as one request with the base they were made on", async () => {
    queue.commit(7, [drawn("a", "1000")]);
    await vi.advanceTimersByTimeAsync(600);
    queue.commit(7, [drawn("a", "1100"), drawn("b", "0011")]);
    expect(kind()).toBe("saving");
    expect(queue.state(7).numPending).toBe(2);
    await vi.advanceTimersByTimeAsync(400);
    expect(server.received).toHaveLength(1);
    expect(sent(0)).toMatchObject({ baseRevision: 5, activeMs: 200 });
    expect(sent(0).operations).toEqual([drawn("a", "1100"), drawn("b", "0011")]);
    expect(kind()).toBe("saved");
  });

  test("the next batch builds on the revision that the last one made", async () => {
    queue.commit(7, [drawn("a")]);
    await queue.flush(7);
    queue.commit(7, [drawn("b")]);
    await queue.flush(7);
    expect(sent(1).baseRevision).toBe(6);
  });

  test("one request at a time: a gesture during a save waits for its answer", async () => {
    let answer: (() => void) | undefined;
    server.script = (batch) =>
      new Promise((resolve) => {
        answer = () => resolve(server.saved(batch.baseRevision + 1));
      });
    queue.commit(7, [drawn("a")]);
    await vi.advanceTimersByTimeAsync(1_000);
    queue.commit(7, [drawn("b")]);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(server.received).toHaveLength(1);
    answer?.();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(server.received).toHaveLength(2);
    expect(sent(1)).toMatchObject({ baseRevision: 6 });
  });

  test("leaving sends at once, without waiting for the second", () => {
    queue.commit(7, [drawn("a")]);
    queue.leave();
    expect(server.received).toHaveLength(1);
  });

  test("a page that came back after leaving does not send the same work twice", async () => {
    queue.commit(7, [drawn("a")]);
    queue.leave();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(server.received).toHaveLength(1);
    expect(kind()).toBe("saved");
  });

  test("work left by a page that died while leaving bears the same save_id when it is sent again", async () => {
    queue.commit(7, [drawn("a")]);
    await vi.advanceTimersByTimeAsync(0);
    const died = await store.all(1);
    queue.leave();
    queue.dispose();
    // The dying page sent its request, yet its last writes never reached the disk.
    const next = new MemoryStore();
    await next.update([1, 7], () => died[0]);
    store = next;
    queue = makeQueue();
    await queue.resume();
    expect(sent(1)).toEqual(sent(0));
  });
});

describe("when the server cannot be reached", () => {
  test("the same batch is sent again with the same save_id until it is answered", async () => {
    server.script = (batch, call) =>
      call < 4 ? { kind: "unreachable", retryAfterMs: 0 } : server.saved(batch.baseRevision + 1);
    queue.commit(7, [drawn("a")]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(queue.state(7)).toMatchObject({ kind: "offline", numPending: 1 });
    await vi.advanceTimersByTimeAsync(500 + 1_000 + 2_000);
    expect(server.received).toHaveLength(4);
    expect(new Set(server.received.map(({ batch }) => JSON.stringify(batch))).size).toBe(1);
    expect(kind()).toBe("saved");
  });

  test("gestures made while offline wait behind the batch and are counted", async () => {
    server.script = () => ({ kind: "unreachable", retryAfterMs: 0 });
    queue.commit(7, [drawn("a")]);
    await vi.advanceTimersByTimeAsync(1_000);
    queue.commit(7, [drawn("a", "1110"), drawn("b")]);
    expect(queue.state(7)).toMatchObject({ kind: "offline", numPending: 2 });
    server.script = (batch) => server.saved(batch.baseRevision + 1);
    await queue.resume();
    expect(sent(server.received.length - 1).operations).toEqual([drawn("a", "1110"), drawn("b")]);
    expect(kind()).toBe("saved");
  });

  test("a server that asks for patience gets it", async () => {
    server.script = () => ({ kind: "unreachable", retryAfterMs: 20_000 });
    queue.commit(7, [drawn("a")]);
    await vi.advanceTimersByTimeAsync(1_000 + 19_000);
    expect(server.received).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1_500);
    expect(server.received).toHaveLength(2);
  });
});

describe("when the session has ended", () => {
  test("work is kept and said, and goes out after signing in again", async () => {
    server.script = () => ({ kind: "signed-out" });
    queue.commit(7, [drawn("a")]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(queue.state(7)).toMatchObject({ kind: "signed-out", numPending: 1 });
    server.script = (batch) => server.saved(batch.baseRevision + 1);
    await queue.resume();
    expect(kind()).toBe("saved");
    expect(sent(1)).toEqual(sent(0));
  });

  test("another person's sign-in never sees or sends it", async () => {
    server.script = () => ({ kind: "signed-out" });
    queue.commit(7, [drawn("a")]);
    await queue.flush(7);
    queue.dispose();
    const other = makeQueue(2);
    await other.resume();
    expect(server.received).toHaveLength(1);
    expect((await other.pending(70)).operations).toEqual([]);
    other.dispose();
    queue = makeQueue(1);
    expect((await queue.pending(70)).operations).toEqual([drawn("a")]);
  });
});

describe("others' work", () => {
  test("what was merged in is shown in the editor", async () => {
    const theirs = segment("x", "0001");
    server.script = () => server.saved(8, [theirs], ["gone"]);
    editor.segments.set("gone", segment("gone"));
    queue.commit(7, [drawn("a")]);
    await queue.flush(7);
    expect([...editor.segments.values()]).toEqual([theirs]);
    queue.commit(7, [drawn("b")]);
    await queue.flush(7);
    expect(sent(1).baseRevision).toBe(8);
  });

  test("a merged change of a segment that I changed again meanwhile is a conflict", async () => {
    const theirs = segment("b", "0001");
    server.script = async () => {
      queue.commit(7, [drawn("b", "1111")]);
      return Promise.resolve(server.saved(8, [theirs]));
    };
    queue.commit(7, [drawn("a")]);
    await queue.flush(7);
    expect(kind()).toBe("conflict");
    expect(queue.state(7).conflict?.items).toEqual([
      { uid: "b", mine: drawn("b", "1111"), theirs },
    ]);
    expect(editor.segments.has("b")).toBe(false);
  });
});

describe("a conflict", () => {
  const theirs = segment("a", "0111", { class_id: 4 });

  beforeEach(async () => {
    server.script = () => ({
      kind: "conflict",
      code: "stale_revision",
      message: "",
      revision: 9,
      segments: [theirs, segment("x", "0001")],
      deleted: [],
      uids: ["a"],
    });
    editor.segments.set("a", segment("a", "1100", { class_id: 2 }));
    queue.commit(7, [reclassed("a", 2), drawn("b")]);
    await queue.flush(7);
  });

  test("shows both versions, shows what does not clash, and sends nothing more", async () => {
    expect(kind()).toBe("conflict");
    expect(queue.state(7).conflict?.items.map((item) => item.uid)).toEqual(["a"]);
    expect(editor.segments.get("x")).toEqual(segment("x", "0001"));
    queue.commit(7, [drawn("c")]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(server.received).toHaveLength(1);
  });

  test("keeping mine sends my whole segment on the new base under a new save_id", async () => {
    server.script = (batch) => server.saved(batch.baseRevision + 1);
    await queue.resolve(7, "mine");
    expect(sent(1).baseRevision).toBe(9);
    expect(sent(1).saveId).not.toBe(sent(0).saveId);
    expect(sent(1).operations[0]).toMatchObject({
      segment: { uid: "a", class_id: 2, mask: { counts: "1100" } },
    });
    expect(sent(1).operations[1]).toEqual(drawn("b"));
    expect(kind()).toBe("saved");
  });

  test("what the editor gives up for theirs is sent with the rest of my work", async () => {
    server.script = (batch) => server.saved(batch.baseRevision + 1);
    editor.applyRemote = () => queue.commit(7, [drawn("b", "1000", "merge")]);
    await queue.resolve(7, "theirs");
    expect(sent(1).operations).toEqual([drawn("b", "1000", "merge")]);
    expect(kind()).toBe("saved");
  });

  test("taking theirs shows theirs and sends only the rest of my work", async () => {
    server.script = (batch) => server.saved(batch.baseRevision + 1);
    await queue.resolve(7, "theirs");
    expect(editor.segments.get("a")).toEqual(theirs);
    expect(sent(1).operations).toEqual([drawn("b")]);
  });
});

describe("an overlap in an exclusive project", () => {
  beforeEach(async () => {
    server.script = () => ({
      kind: "conflict",
      code: "overlap",
      message: "",
      revision: 9,
      segments: [segment("x", "0110"), segment("y", "0010"), segment("far", "0001")],
      deleted: [],
      uids: ["x", "y"],
    });
    editor.segments.set("a", segment("a", "1110"));
    queue.commit(7, [drawn("a", "1110")]);
    await queue.flush(7);
    server.script = (batch) => server.saved(batch.baseRevision + 1);
  });

  test("shows the others' work that is in no dispute at once", () => {
    expect(queue.state(7).conflict?.items.map((item) => item.uid)).toEqual(["x", "y"]);
    expect([...editor.segments.keys()]).toEqual(["a", "far"]);
  });

  test("keeping mine carves my pixels out of theirs; what has none left is deleted", async () => {
    editor.segments.set("a", segment("a", "1010"));
    queue.commit(7, [drawn("a", "1010")]);
    await queue.resolve(7, "mine");
    expect(sent(1).operations[0]).toEqual(drawn("a", "1010"));
    expect(sent(1).operations[1]).toMatchObject({
      segment: { uid: "x", mask: { counts: "0100" } },
    });
    expect(sent(1).operations[2]).toEqual({ op: "delete", tool: "conflict", uid: "y" });
    expect(editor.segments.get("x")?.mask.counts).toBe("0100");
    expect(editor.segments.has("y")).toBe(false);
  });

  test("taking theirs carves their pixels out of mine", async () => {
    await queue.resolve(7, "theirs");
    expect(sent(1).operations).toHaveLength(1);
    expect(sent(1).operations[0]).toMatchObject({
      segment: { uid: "a", mask: { counts: "1000" } },
    });
    expect(editor.segments.get("x")).toEqual(segment("x", "0110"));
    expect(editor.segments.get("a")?.mask.counts).toBe("1000");
  });
});

describe("a batch that the server will not take", () => {
  beforeEach(async () => {
    server.script = (batch, call) =>
      call === 1
        ? { kind: "refused", code: "invalid_polygon", message: "Part 1 crosses itself." }
        : server.saved(batch.baseRevision + 1);
    queue.commit(7, [drawn("bad")]);
    await queue.flush(7);
  });

  test("is kept aside with its reason, and survives a reload", async () => {
    expect(queue.state(7)).toMatchObject({ kind: "refused", message: "Part 1 crosses itself." });
    queue.dispose();
    queue = makeQueue();
    await queue.resume();
    expect(queue.state(7).refused[0]).toMatchObject({
      code: "invalid_polygon",
      operations: [drawn("bad")],
    });
  });

  test("does not hold up later work", async () => {
    queue.commit(7, [drawn("good")]);
    await queue.flush(7);
    expect(sent(1).operations).toEqual([drawn("good")]);
    expect(kind()).toBe("refused");
  });

  test("can be sent again or given up", async () => {
    await queue.retryRefused(7);
    expect(sent(1).operations).toEqual([drawn("bad")]);
    expect(kind()).toBe("saved");
    server.script = () => ({ kind: "refused", code: "x", message: "no" });
    queue.commit(7, [removed("a")]);
    await queue.flush(7);
    await queue.discardRefused(7);
    expect(kind()).toBe("saved");
    expect(await store.all(1)).toEqual([]);
  });
});

describe("decisions on suggestions", () => {
  test("go out a second later, and are kept while the server is away", async () => {
    server.decision = { kind: "unreachable", retryAfterMs: 0 };
    queue.decide(7, "reject", ["s1", "s2"]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(queue.state(7)).toMatchObject({ kind: "offline", numPending: 2 });
    server.decision = { kind: "decided" };
    await queue.resume();
    expect(server.decided.at(-1)).toEqual(["reject", ["s1", "s2"]]);
    expect(kind()).toBe("saved");
    expect(await store.all(1)).toEqual([]);
  });

  test("taken back before they were sent ask nothing of the server", async () => {
    queue.decide(7, "reject", ["s1", "s2"]);
    queue.decide(7, "restore", ["s1", "s2"]);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(server.decided).toEqual([]);
    expect(kind()).toBe("saved");
  });

  test("a rejection waits for pending operations, a restoration goes before them", async () => {
    const order: string[] = [];
    server.script = (batch) => {
      order.push("batch");
      return server.saved(batch.baseRevision + 1);
    };
    const decide = server.decide.bind(server);
    server.decide = (image, decision, uids) => {
      order.push(decision);
      return decide(image, decision, uids);
    };
    queue.decide(7, "reject", ["s1"]);
    queue.decide(7, "restore", ["s2"]);
    queue.commit(7, [drawn("s2")]);
    await queue.flush(7);
    expect(order).toEqual(["restore", "batch", "reject"]);
  });
});
