/** A queue on a scripted server with a shown editor: what every test of saving starts from. */

import { afterEach, beforeEach, vi } from "vitest";
import { carveRows, OPEN, rasteriseRow, ScriptedServer } from "./fixtures";
import type { EditorPort } from "./parts";
import { SaveQueue } from "./queue";
import { MemoryStore } from "./store";
import type { Batch, WholeSegment } from "./types";

export class ShownEditor implements EditorPort {
  readonly segments = new Map<string, WholeSegment>();

  applyRemote(changed: WholeSegment[], deleted: string[]): void {
    for (const each of changed) this.segments.set(each.uid, each);
    for (const uid of deleted) this.segments.delete(uid);
  }

  current(uid: string): WholeSegment | undefined {
    return this.segments.get(uid);
  }
}

export class Bench {
  server = new ScriptedServer();
  store = new MemoryStore();
  editor = new ShownEditor();
  queue = this.makeQueue();
  #numIds = 0;

  constructor() {
    this.queue.open(OPEN, this.editor);
  }

  makeQueue(userId = 1): SaveQueue {
    return new SaveQueue({
      userId,
      store: this.store,
      transport: this.server,
      carve: carveRows,
      rasterise: rasteriseRow,
      newSaveId: () => `save-${(this.#numIds += 1)}`,
      random: () => 0,
      takeActiveMs: () => 100,
    });
  }

  kind(): string {
    return this.queue.state(OPEN.annotationId).kind;
  }

  sent(index: number): Batch {
    return this.server.received[index]!.batch;
  }
}

/** A fresh bench before each test of the file, with a clock that only the test moves. */
export function eachOnABench(assign: (bench: Bench) => void): void {
  let bench: Bench;
  beforeEach(() => {
    vi.useFakeTimers();
    bench = new Bench();
    assign(bench);
  });
  afterEach(() => {
    bench.queue.dispose();
    vi.useRealTimers();
  });
}
