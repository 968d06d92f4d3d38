import "fake-indexeddb/auto";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { carveRows, drawn, OPEN, rasteriseRow, ScriptedServer, segment } from "./fixtures";
import { SaveQueue } from "./queue";
import { newSaveId } from "./saveId";
import { openWorkStore, type WorkStore } from "./store";
import { emptyWork, withOperations } from "./work";
import type { WholeSegment } from "./types";

let numDatabases = 0;
let name: string;
let store: WorkStore;
const editor = { applyRemote: () => undefined, current: () => undefined };

beforeEach(async () => {
  name = `save-test-${(numDatabases += 1)}`;
  store = await openWorkStore(name);
});

function makeQueue(
  server: ScriptedServer,
  on: WorkStore,
  parts: { locks?: LockManager; channel?: BroadcastChannel } = {},
): SaveQueue {
  return new SaveQueue({
    userId: 1,
    store: on,
    transport: server,
    carve: carveRows,
    rasterise: rasteriseRow,
    newSaveId,
    ...parts,
  });
}

describe("work in IndexedDB", () => {
  test("a gesture is stored within 300 ms, before any request", async () => {
    const server = new ScriptedServer();
    const queue = makeQueue(server, store);
    queue.open(OPEN, editor);
    queue.commit(7, [drawn("a")]);
    await vi.waitFor(
      async () => expect((await store.all(1))[0]?.operations).toEqual([drawn("a")]),
      { timeout: 300, interval: 5 },
    );
    expect(server.received).toEqual([]);
    queue.dispose();
  });

  test("work of a closed tab is there after a reload and goes out with its first save_id", async () => {
    const dead = new ScriptedServer();
    dead.script = () => ({ kind: "unreachable", retryAfterMs: 0 });
    const before = makeQueue(dead, store);
    before.open(OPEN, editor);
    before.commit(7, [drawn("a")]);
    await before.flush(7);
    before.commit(7, [drawn("b")]);
    before.dispose();

    const alive = new ScriptedServer();
    const after = makeQueue(alive, await openWorkStore(name));
    expect((await after.pending(70)).operations).toEqual([drawn("a"), drawn("b")]);
    await after.resume();
    expect(alive.received[0]?.batch).toEqual(dead.received[0]?.batch);
    expect(alive.received[1]?.batch).toMatchObject({
      baseRevision: 6,
      operations: [drawn("b")],
    });
    expect(await store.all(1)).toEqual([]);
    after.dispose();
  });

  test("work is listed for its own user only", async () => {
    for (const userId of [1, 2, 10]) {
      await store.update([userId, 7], () =>
        withOperations(emptyWork(userId, OPEN, "s"), [drawn("a")], 0),
      );
    }
    expect((await store.all(1)).map((work) => work.userId)).toEqual([1]);
  });

  test("a write that the browser refuses stays in memory and is said", async () => {
    vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(() => {
      throw new DOMException("full", "QuotaExceededError");
    });
    const server = new ScriptedServer();
    const queue = makeQueue(server, store);
    queue.open(OPEN, editor);
    queue.commit(7, [drawn("a")]);
    await vi.waitFor(() => expect(queue.state(7).durable).toBe(false));
    queue.commit(7, [drawn("b")]);
    await queue.flush(7);
    expect(server.received[0]?.batch.operations).toEqual([drawn("a"), drawn("b")]);
    expect(queue.state(7).kind).toBe("saved");
    queue.dispose();
  });
});

describe("two tabs on the same image", () => {
  const channels: BroadcastChannel[] = [];
  const channel = (): BroadcastChannel => {
    const made = new BroadcastChannel(name);
    channels.push(made);
    return made;
  };

  afterEach(() => {
    for (const each of channels.splice(0)) each.close();
  });

  test("one of them drains both tabs' work, one request at a time", async () => {
    const server = new ScriptedServer();
    let numOpen = 0;
    let mostOpen = 0;
    server.script = async (batch) => {
      mostOpen = Math.max(mostOpen, (numOpen += 1));
      await new Promise((resolve) => setTimeout(resolve, 20));
      numOpen -= 1;
      return server.saved(batch.baseRevision + 1);
    };
    const { locks } = navigator;
    const one = makeQueue(server, store, { locks, channel: channel() });
    const other = makeQueue(server, await openWorkStore(name), { locks, channel: channel() });
    one.open(OPEN, editor);
    other.open(OPEN, editor);
    one.commit(7, [drawn("a")]);
    other.commit(7, [drawn("b")]);
    await Promise.all([one.flush(7), other.flush(7)]);
    expect(mostOpen).toBe(1);
    const saved = server.received.flatMap(({ batch }) => batch.operations);
    expect(saved).toHaveLength(2);
    expect(await store.all(1)).toEqual([]);
    one.dispose();
    other.dispose();
  });

  test("what one tab saved is shown in the other", async () => {
    const server = new ScriptedServer();
    const shown: WholeSegment[] = [];
    const one = makeQueue(server, store, { channel: channel() });
    const other = makeQueue(server, await openWorkStore(name), { channel: channel() });
    one.open(OPEN, editor);
    other.open(OPEN, {
      ...editor,
      applyRemote: (changed) => void shown.push(...changed),
    });
    one.commit(7, [drawn("a", "1100")]);
    await one.flush(7);
    await vi.waitFor(() => expect(shown).toHaveLength(1));
    expect(shown[0]).toMatchObject({ uid: "a", mask: segment("a", "1100").mask });
    other.commit(7, [drawn("b")]);
    await other.flush(7);
    expect(server.received[1]?.batch.baseRevision).toBe(6);
    one.dispose();
    other.dispose();
  });
});
