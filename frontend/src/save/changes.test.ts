import { beforeEach, describe, expect, test } from "vitest";
import { type Bench, eachOnABench } from "./bench";
import { drawn, segment } from "./fixtures";

let bench: Bench;

eachOnABench((fresh) => {
  bench = fresh;
});

describe("what others saved, asked for while the image is open", () => {
  const theirs = segment("x", "0001");
  const changes = { revision: 8, state: "in_progress", changed: [theirs], deleted: ["gone"] };

  beforeEach(() => {
    bench.editor.segments.set("gone", segment("gone"));
  });

  test("is shown, and the next save builds on it", async () => {
    expect(bench.queue.takeChanges(7, 5, changes)).toBe(true);
    expect([...bench.editor.segments.values()]).toEqual([theirs]);
    expect(bench.queue.revision(7)).toBe(8);
    bench.queue.commit(7, [drawn("a")]);
    await bench.queue.flush(7);
    expect(bench.sent(0).baseRevision).toBe(8);
  });

  test("never replaces what I changed and did not send yet; the server decides that", async () => {
    bench.queue.commit(7, [drawn("x", "1100")]);
    bench.editor.segments.set("x", segment("x", "1100"));
    bench.queue.takeChanges(7, 5, changes);
    expect(bench.editor.segments.get("x")).toEqual(segment("x", "1100"));
    expect(bench.editor.segments.has("gone")).toBe(false);
    await bench.queue.flush(7);
    expect(bench.sent(0).baseRevision).toBe(5);
  });

  test("is out of date once something was saved here since it was asked for", async () => {
    bench.queue.commit(7, [drawn("a")]);
    await bench.queue.flush(7);
    expect(bench.queue.takeChanges(7, 5, changes)).toBe(false);
    expect(bench.editor.segments.has("gone")).toBe(true);
  });

  test("is out of date while a save is on its way", async () => {
    bench.server.script = async (batch) => {
      expect(bench.queue.takeChanges(7, 5, changes)).toBe(false);
      return Promise.resolve(bench.server.saved(batch.baseRevision + 1));
    };
    bench.queue.commit(7, [drawn("a")]);
    await bench.queue.flush(7);
    expect(bench.editor.segments.has("gone")).toBe(true);
    expect(bench.server.received).toHaveLength(1);
  });
});

describe("what I sent and got back in another class, because that was merged meanwhile", () => {
  const mine = segment("x", "1100", { class_id: 2 });

  beforeEach(() => {
    bench.server.script = (batch) =>
      Promise.resolve({ ...bench.server.saved(batch.baseRevision + 1), changed: [mine] });
  });

  test("is shown in that class", async () => {
    bench.queue.commit(7, [drawn("x")]);
    await bench.queue.flush(7);
    expect(bench.editor.segments.get("x")).toEqual(mine);
  });

  test("is no conflict with what I went on to do with it", async () => {
    const answer = bench.server.script;
    bench.server.script = (batch, userId) => {
      if (bench.server.received.length === 1) bench.queue.commit(7, [drawn("x", "1111")]);
      return answer(batch, userId);
    };
    bench.queue.commit(7, [drawn("x")]);
    await bench.queue.flush(7);
    expect(bench.queue.state(7).kind).toBe("saved");
    expect(bench.server.received).toHaveLength(2);
  });
});
