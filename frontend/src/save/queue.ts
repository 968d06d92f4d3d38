/** The save queue of one signed-in person: every annotation with unsaved work, whichever image is open. */

import type { EditorPort, SavedElsewhere, SaverParts } from "./parts";
import { AnnotationSaver } from "./saver";
import type { Carve, Choices } from "./conflict";
import type { WorkStore } from "./store";
import type { SavedAnswer, SaveTransport } from "./transport";
import type { Decision, OpenAnnotation, Operation, SaveState, Work } from "./types";
import { decided, pendingOperations } from "./work";

export interface QueueParts {
  userId: number;
  store: WorkStore;
  transport: SaveTransport;
  carve: Carve;
  rasterise: SaverParts["rasterise"];
  newSaveId: () => string;
  random?: () => number;
  takeActiveMs?: () => number;
  locks?: LockManager | undefined;
  channel?: BroadcastChannel | undefined;
  refusedDecision?: (message: string) => void;
}

export interface Pending {
  operations: Operation[];
  /** Suggestions whose rejection the server has not heard of. */
  rejected: string[];
}

const SAVED: SaveState = {
  kind: "saved",
  numPending: 0,
  conflict: null,
  refused: [],
  durable: true,
  message: null,
};

export class SaveQueue {
  readonly #parts: QueueParts;
  readonly #savers = new Map<number, AnnotationSaver>();
  readonly #listeners = new Set<() => void>();

  constructor(parts: QueueParts) {
    this.#parts = parts;
    parts.channel?.addEventListener("message", this.#hear);
  }

  get userId(): number {
    return this.#parts.userId;
  }

  /** Unsent work on an image, from this tab or an earlier one: to be laid over what the server says. */
  async pending(imageId: number): Promise<Pending> {
    await this.#adoptStored();
    const work = this.unsaved().find((each) => each.imageId === imageId);
    return work
      ? { operations: pendingOperations(work), rejected: decided(work, "reject") }
      : { operations: [], rejected: [] };
  }

  /** Connects the editor that shows an annotation; call the result when it closes. */
  open(annotation: OpenAnnotation, port: EditorPort): () => void {
    const { annotationId } = annotation;
    // Time spent on other images and pages is not time on this one.
    this.#parts.takeActiveMs?.();
    let saver = this.#savers.get(annotationId);
    if (!saver) {
      saver = new AnnotationSaver(this.#saverParts(), annotation);
      this.#savers.set(annotationId, saver);
    }
    saver.attach(annotation, port);
    return () => {
      saver.detach(port);
    };
  }

  commit(annotationId: number, operations: readonly Operation[]): void {
    this.#saver(annotationId).commit(operations);
  }

  /** Rejects suggestions, or makes rejected ones pending again. */
  decide(annotationId: number, decision: Decision, uids: readonly string[]): void {
    this.#saver(annotationId).decide(decision, uids);
  }

  /** Sends what is pending of one annotation now; resolves when sent or when the server cannot take it. */
  async flush(annotationId: number): Promise<void> {
    await this.#savers.get(annotationId)?.flush();
  }

  /** The same by image: what an earlier visit left must go before the image is loaded again. */
  async flushImage(imageId: number): Promise<void> {
    await this.#adoptStored();
    const work = this.unsaved().find((each) => each.imageId === imageId);
    if (work) await this.flush(work.annotationId);
  }

  /** The page is being hidden or closed. */
  leave(): void {
    for (const saver of this.#savers.values()) saver.leave();
  }

  /** The network, the session or the tab is back: try everything again now. */
  async resume(): Promise<void> {
    await this.#adoptStored();
    await Promise.all([...this.#savers.values()].map((saver) => saver.flush()));
  }

  /** The newest revision that the open editor shows; null where none is open. */
  revision(annotationId: number): number | null {
    return this.#savers.get(annotationId)?.revision ?? null;
  }

  /** What others saved after `since`; false where that is out of date by now. */
  takeChanges(annotationId: number, since: number, changes: Omit<SavedAnswer, "kind">): boolean {
    return this.#savers.get(annotationId)?.takeChanges(since, changes) ?? false;
  }

  async resolve(annotationId: number, choices: Choices): Promise<void> {
    await this.#saver(annotationId).resolve(choices);
  }

  async retryRefused(annotationId: number): Promise<void> {
    await this.#saver(annotationId).retryRefused();
  }

  async discardRefused(annotationId: number): Promise<void> {
    await this.#saver(annotationId).discardRefused();
  }

  state(annotationId: number): SaveState {
    return this.#savers.get(annotationId)?.state() ?? SAVED;
  }

  /** Unsaved work by annotation, for pages that list it. */
  unsaved(): Work[] {
    return [...this.#savers.values()].flatMap((saver) => saver.work ?? []);
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  dispose(): void {
    this.#parts.channel?.removeEventListener("message", this.#hear);
    this.#parts.channel?.close();
    for (const saver of this.#savers.values()) saver.dispose();
    this.#listeners.clear();
  }

  async #adoptStored(): Promise<void> {
    for (const row of await this.#parts.store.all(this.userId)) {
      if (!this.#savers.has(row.annotationId)) this.#adopt(row);
    }
  }

  #adopt(row: Work): void {
    const open = { ...row, revision: row.baseRevision };
    this.#savers.set(row.annotationId, new AnnotationSaver(this.#saverParts(), open, row));
    this.#changed();
  }

  #saver(annotationId: number): AnnotationSaver {
    const saver = this.#savers.get(annotationId);
    if (!saver) throw new Error(`Annotation ${annotationId} is not open: call open() first.`);
    return saver;
  }

  #saverParts(): SaverParts {
    const { userId, locks, channel } = this.#parts;
    return {
      ...this.#parts,
      random: this.#parts.random ?? Math.random,
      takeActiveMs: this.#parts.takeActiveMs ?? (() => 0),
      exclusively: async (annotationId, body) => {
        // Web Locks exist in secure contexts only; without them the save_id still makes a double send harmless.
        if (!locks) await body();
        else await locks.request(`maskwright-save-${userId}-${annotationId}`, body);
      },
      refusedDecision: this.#parts.refusedDecision ?? (() => undefined),
      announce: (saved) => channel?.postMessage(saved),
      changed: () => {
        this.#changed();
      },
    };
  }

  #hear = (event: MessageEvent<SavedElsewhere>): void => {
    void this.#savers.get(event.data.annotationId)?.savedElsewhere(event.data);
  };

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
