import { beforeEach, describe, expect, test, vi } from "vitest";
import { type Bench, eachOnABench } from "./bench";
import { drawn, reclassed, segment } from "./fixtures";

let bench: Bench;

eachOnABench((fresh) => {
  bench = fresh;
});

describe("others' work", () => {
  test("what was merged in is shown in the editor", async () => {
    const theirs = segment("x", "0001");
    bench.server.script = () => bench.server.saved(8, [theirs], ["gone"]);
    bench.editor.segments.set("gone", segment("gone"));
    bench.queue.commit(7, [drawn("a")]);
    await bench.queue.flush(7);
    expect([...bench.editor.segments.values()]).toEqual([theirs]);
    bench.queue.commit(7, [drawn("b")]);
    await bench.queue.flush(7);
    expect(bench.sent(1).baseRevision).toBe(8);
  });

  test("a merged change of a segment that I changed again meanwhile is a conflict", async () => {
    const theirs = segment("b", "0001");
    bench.server.script = async () => {
      bench.queue.commit(7, [drawn("b", "1111")]);
      return Promise.resolve(bench.server.saved(8, [theirs]));
    };
    bench.queue.commit(7, [drawn("a")]);
    await bench.queue.flush(7);
    expect(bench.kind()).toBe("conflict");
    expect(bench.queue.state(7).conflict?.items).toEqual([
      { uid: "b", mine: drawn("b", "1111"), theirs },
    ]);
    expect(bench.editor.segments.has("b")).toBe(false);
  });
});

describe("a conflict", () => {
  const theirs = segment("a", "0111", { class_id: 4 });

  beforeEach(async () => {
    bench.server.script = () => ({
      kind: "conflict",
      code: "stale_revision",
      message: "",
      revision: 9,
      segments: [theirs, segment("x", "0001")],
      deleted: [],
      uids: ["a"],
    });
    bench.editor.segments.set("a", segment("a", "1100", { class_id: 2 }));
    bench.queue.commit(7, [reclassed("a", 2), drawn("b")]);
    await bench.queue.flush(7);
  });

  test("shows both versions, shows what does not clash, and sends nothing more", async () => {
    expect(bench.kind()).toBe("conflict");
    expect(bench.queue.state(7).conflict?.items.map((item) => item.uid)).toEqual(["a"]);
    expect(bench.editor.segments.get("x")).toEqual(segment("x", "0001"));
    bench.queue.commit(7, [drawn("c")]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(bench.server.received).toHaveLength(1);
  });

  test("keeping mine sends my whole segment on the new base under a new save_id", async () => {
    bench.server.script = (batch) => bench.server.saved(batch.baseRevision + 1);
    await bench.queue.resolve(7, "mine");
    expect(bench.sent(1).baseRevision).toBe(9);
    expect(bench.sent(1).saveId).not.toBe(bench.sent(0).saveId);
    expect(bench.sent(1).operations[0]).toMatchObject({
      segment: { uid: "a", class_id: 2, mask: { counts: "1100" } },
    });
    expect(bench.sent(1).operations[1]).toEqual(drawn("b"));
    expect(bench.kind()).toBe("saved");
  });

  test("what the bench.editor gives up for theirs is sent with the rest of my work", async () => {
    bench.server.script = (batch) => bench.server.saved(batch.baseRevision + 1);
    bench.editor.applyRemote = () => bench.queue.commit(7, [drawn("b", "1000", "merge")]);
    await bench.queue.resolve(7, "theirs");
    expect(bench.sent(1).operations).toEqual([drawn("b", "1000", "merge")]);
    expect(bench.kind()).toBe("saved");
  });

  test("taking theirs shows theirs and sends only the rest of my work", async () => {
    bench.server.script = (batch) => bench.server.saved(batch.baseRevision + 1);
    await bench.queue.resolve(7, "theirs");
    expect(bench.editor.segments.get("a")).toEqual(theirs);
    expect(bench.sent(1).operations).toEqual([drawn("b")]);
  });
});

describe("a choice for each segment", () => {
  beforeEach(async () => {
    bench.server.script = () => ({
      kind: "conflict",
      code: "stale_revision",
      message: "",
      revision: 9,
      segments: [segment("a", "0111"), segment("b", "0011"), segment("c", "0001")],
      deleted: ["d"],
      uids: ["a", "b", "c", "d"],
    });
    for (const uid of ["a", "b", "c", "d"]) bench.editor.segments.set(uid, segment(uid, "1100"));
    bench.queue.commit(
      7,
      ["a", "b", "c", "d"].map((uid) => drawn(uid, "1100")),
    );
    await bench.queue.flush(7);
    bench.server.script = (batch) => bench.server.saved(batch.baseRevision + 1);
  });

  test("keeps mine here, theirs there and both elsewhere, mine as a segment of its own", async () => {
    await bench.queue.resolve(7, { a: "mine", b: "theirs", c: "both", d: "theirs" });
    const counts = [...bench.editor.segments].map(([uid, { mask }]) => [uid, mask.counts]);
    const [copy] = counts.filter(([uid]) => !["a", "b", "c"].includes(uid!));
    expect(counts).toHaveLength(4);
    expect(copy![1]).toBe("1100");
    expect(Object.fromEntries(counts)).toMatchObject({ a: "1100", b: "0011", c: "0001" });
    expect(bench.sent(1).operations).toMatchObject([
      { op: "upsert", segment: { uid: "a", mask: { counts: "1100" } } },
      { op: "upsert", segment: { uid: copy![0], mask: { counts: "1100" } } },
    ]);
    expect(bench.kind()).toBe("saved");
  });

  test("brings back what they deleted where both are wanted", async () => {
    await bench.queue.resolve(7, { a: "theirs", b: "theirs", c: "theirs", d: "both" });
    expect(bench.sent(1).operations).toMatchObject([{ segment: { uid: "d" } }]);
    expect(bench.editor.segments.get("d")?.mask.counts).toBe("1100");
  });
});

describe("an overlap in an exclusive project", () => {
  beforeEach(async () => {
    bench.server.script = () => ({
      kind: "conflict",
      code: "overlap",
      message: "",
      revision: 9,
      segments: [segment("x", "0110"), segment("y", "0010"), segment("far", "0001")],
      deleted: [],
      uids: ["x", "y"],
    });
    bench.editor.segments.set("a", segment("a", "1110"));
    bench.queue.commit(7, [drawn("a", "1110")]);
    await bench.queue.flush(7);
    bench.server.script = (batch) => bench.server.saved(batch.baseRevision + 1);
  });

  test("shows the others' work that is in no dispute at once", () => {
    expect(bench.queue.state(7).conflict?.items.map((item) => item.uid)).toEqual(["x", "y"]);
    expect([...bench.editor.segments.keys()]).toEqual(["a", "far"]);
  });

  test("keeping mine carves my pixels out of theirs; what has none left is deleted", async () => {
    bench.editor.segments.set("a", segment("a", "1010"));
    bench.queue.commit(7, [drawn("a", "1010")]);
    await bench.queue.resolve(7, "mine");
    expect(bench.sent(1).operations[0]).toEqual(drawn("a", "1010"));
    expect(bench.sent(1).operations[1]).toMatchObject({
      segment: { uid: "x", mask: { counts: "0100" } },
    });
    expect(bench.sent(1).operations[2]).toEqual({ op: "delete", tool: "conflict", uid: "y" });
    expect(bench.editor.segments.get("x")?.mask.counts).toBe("0100");
    expect(bench.editor.segments.has("y")).toBe(false);
  });

  test("a choice for each: mine is kept against one and gives way to the other", async () => {
    await bench.queue.resolve(7, { x: "theirs", y: "mine" });
    expect(bench.editor.segments.get("x")?.mask.counts).toBe("0110");
    expect(bench.editor.segments.has("y")).toBe(false);
    expect(bench.sent(1).operations).toMatchObject([
      { segment: { uid: "a", mask: { counts: "1000" } } },
      { op: "delete", uid: "y" },
    ]);
  });

  test("taking theirs carves their pixels out of mine", async () => {
    await bench.queue.resolve(7, "theirs");
    expect(bench.sent(1).operations).toHaveLength(1);
    expect(bench.sent(1).operations[0]).toMatchObject({
      segment: { uid: "a", mask: { counts: "1000" } },
    });
    expect(bench.editor.segments.get("x")).toEqual(segment("x", "0110"));
    expect(bench.editor.segments.get("a")?.mask.counts).toBe("1000");
  });
});
