/** Saves one annotation: collects committed gestures, keeps them in the store, sends one batch at a time. */

import { retryDelayMs } from "./backoff";
import { overlay, overlayWeak, uidOf } from "./coalesce";
import { type Choices, resolution } from "./conflict";
import { encodedAhead } from "./encoding";
import type { EditorPort, SavedElsewhere, SaverParts } from "./parts";
import { describeWork, type Reach } from "./state";
import type { SaveAnswer, SavedAnswer } from "./transport";
import type {
  Batch,
  Decision,
  OpenAnnotation,
  Operation,
  SaveState,
  WeakRemote,
  WholeSegment,
  Work,
} from "./types";
import * as step from "./work";

/** How long after the first unsent gesture the request leaves: long enough to gather a burst of strokes. */
export const SEND_AFTER_MS = 1_000;
/** While signed out, how often the session is asked for again (focus and sign-in ask at once). */
const SIGNED_OUT_RETRY_MS = 15_000;

export class AnnotationSaver {
  readonly #parts: SaverParts;
  #open: OpenAnnotation;
  #port: EditorPort | null = null;
  #work: Work | undefined;
  /** Writes under way; the memory copy is replaced by the stored one only when none is. */
  #numWrites = 0;
  /** Masks that are being encoded for the writes to come; null while there were never many. */
  #encoded: Promise<unknown> | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #sending: Promise<boolean> | null = null;
  #attempt = 0;
  #retryAfterMs = 0;
  #reach: Reach = "ok";
  #shown: SaveState | null = null;

  constructor(parts: SaverParts, open: OpenAnnotation, stored?: Work) {
    this.#parts = parts;
    this.#open = open;
    this.#work = stored;
  }

  get work(): Work | undefined {
    return this.#work;
  }

  /** Shows this annotation in an editor from now on. */
  attach(open: OpenAnnotation, port: EditorPort): void {
    this.#open = open;
    this.#port = port;
    this.#changed();
    if (this.#work && !step.isDone(this.#work)) this.#schedule(SEND_AFTER_MS);
  }

  detach(port: EditorPort): void {
    if (this.#port === port) this.#port = null;
  }

  /** Takes a committed gesture: kept in the store at once, sent after a second. */
  commit(operations: readonly Operation[]): void {
    if (operations.length === 0) return;
    const saveId = this.#parts.newSaveId();
    const activeMs = this.#parts.takeActiveMs();
    const open = this.#open;
    const ahead = encodedAhead(operations);
    if (ahead !== null) this.#encoded = Promise.all([this.#encoded, ahead]);
    void this.#mutate((work) =>
      step.withOperations(
        work ?? step.emptyWork(this.#parts.userId, open, saveId),
        operations,
        activeMs,
      ),
    );
    if (this.#reach === "ok") this.#schedule(SEND_AFTER_MS);
  }

  /** Takes decisions on suggestions: kept and sent like gestures. */
  decide(decision: Decision, uids: readonly string[]): void {
    if (uids.length === 0) return;
    const saveId = this.#parts.newSaveId();
    const open = this.#open;
    void this.#mutate((work) =>
      unlessDone(
        step.withDecisions(
          work ?? step.emptyWork(this.#parts.userId, open, saveId),
          decision,
          uids,
        ),
      ),
    );
    if (this.#reach === "ok") this.#schedule(SEND_AFTER_MS);
  }

  /** Sends until nothing is left or the server cannot take it; resolves either way. */
  async flush(): Promise<void> {
    this.#cancelTimer();
    while (this.#hasUnsent() && (await this.#drain())) {
      // Gestures made while the last batch was under way go next.
    }
  }

  /** The page may die now: send without waiting for anything. The save_id is already in the store. */
  leave(): void {
    if (this.#sending || !this.#hasUnsent()) return;
    this.#cancelTimer();
    const following = this.#parts.newSaveId();
    const written = this.#mutate((work) => work && step.frozen(work, following));
    const batch = this.#work?.batch;
    if (!batch) return;
    const sent = this.#send(batch).then(async (answer) => {
      await written;
      return this.#absorb(batch, answer);
    });
    void this.#track(sent);
  }

  /** Another tab saved: take over its revision and show its work. */
  async savedElsewhere(saved: SavedElsewhere): Promise<void> {
    this.#open = { ...this.#open, revision: Math.max(this.#open.revision, saved.revision) };
    await this.#mutate((work) => work);
    this.#port?.saved?.(saved.revision, saved.state);
    const before = saved.operations
      .map((operation) => this.#port?.current(uidOf(operation)))
      .filter((segment) => segment !== undefined);
    const deleted = saved.operations.filter((each) => each.op === "delete").map(uidOf);
    this.#showRemote(
      [
        ...overlay(before, saved.operations, (polygon) =>
          this.#parts.rasterise(polygon, this.#open.sizeHw),
        ),
        ...saved.changed,
      ],
      [...deleted, ...saved.deleted],
    );
    this.#showRemoteWeak({
      weak_changed: [...overlayWeak([], saved.operations), ...(saved.weak_changed ?? [])],
      weak_deleted: [
        ...saved.operations.flatMap((each) => (each.op === "delete_weak" ? [each.uid] : [])),
        ...(saved.weak_deleted ?? []),
      ],
    });
  }

  /** The newest revision that is shown here. */
  get revision(): number {
    return this.#open.revision;
  }

  /**
   * Takes over what others saved after `since`, as the server told when it was asked.
   *
   * @returns false where it is out of date: something was sent since, and its answer brings the same.
   */
  takeChanges(since: number, changes: Omit<SavedAnswer, "kind">): boolean {
    if (this.#sending || since !== this.#open.revision) return false;
    this.#open = { ...this.#open, revision: changes.revision };
    // Pending work keeps its base: what clashes with it, the server says when it is sent.
    this.#showRemote(changes.changed, changes.deleted);
    this.#showRemoteWeak(changes);
    this.#port?.saved?.(changes.revision, changes.state);
    return true;
  }

  async resolve(choices: Choices): Promise<void> {
    const work = this.#work;
    if (!work?.conflict) return;
    const outcome = resolution(work, choices, {
      current: (uid) => this.#port?.current(uid),
      carve: this.#parts.carve,
      newUid: this.#parts.newSaveId,
    });
    const written = this.#mutate(
      (now) => now && unlessDone(step.resolved(now, outcome.operations)),
    );
    // After the decision is in place: what the editor gives up for theirs comes as new operations.
    this.#port?.applyRemote(outcome.changed, outcome.deleted);
    await written;
    await this.flush();
  }

  async retryRefused(): Promise<void> {
    await this.#mutate((work) => work && step.retried(work));
    await this.flush();
  }

  async discardRefused(): Promise<void> {
    await this.#mutate((work) => work && unlessDone({ ...work, refused: [] }));
  }

  /** The same object until something changes: made for useSyncExternalStore. */
  state(): SaveState {
    this.#shown ??= describeWork(this.#work, this.#reach, this.#parts.store.durable);
    return this.#shown;
  }

  dispose(): void {
    this.#cancelTimer();
    this.#port = null;
  }

  #hasUnsent(): boolean {
    const work = this.#work;
    return !!work && !work.conflict && step.hasUnsent(work);
  }

  #schedule(delayMs: number): void {
    if (this.#timer !== undefined || !this.#hasUnsent()) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#drain();
    }, delayMs);
  }

  #cancelTimer(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Sends what is pending under the lock; true when the server answered and more may be sent. */
  #drain(): Promise<boolean> {
    if (this.#sending) return this.#sending;
    let isAnswered = false;
    const { annotationId } = this.#open;
    const sent = this.#parts
      .exclusively(annotationId, async () => {
        // A restored suggestion can be accepted again, an accepted one cannot be rejected: hence this order.
        isAnswered =
          (await this.#sendDecisions("restore")) &&
          (await this.#sendBatch()) &&
          (await this.#sendDecisions("reject"));
      })
      .then(() => isAnswered);
    return this.#track(sent);
  }

  #track(sent: Promise<boolean>): Promise<boolean> {
    this.#sending = sent.finally(() => {
      this.#sending = null;
      this.#schedule(this.#delayMs());
    });
    this.#changed();
    return this.#sending;
  }

  #delayMs(): number {
    if (this.#reach === "signed-out") return SIGNED_OUT_RETRY_MS;
    if (this.#reach === "ok") return SEND_AFTER_MS;
    return retryDelayMs(this.#attempt - 1, this.#parts.random(), this.#retryAfterMs);
  }

  async #sendBatch(): Promise<boolean> {
    const following = this.#parts.newSaveId();
    const stored = await this.#mutate((work) => work && step.frozen(work, following));
    const batch = stored?.batch;
    return batch ? this.#absorb(batch, await this.#send(batch)) : true;
  }

  async #sendDecisions(decision: Decision): Promise<boolean> {
    const uids = this.#work ? step.decided(this.#work, decision) : [];
    if (uids.length === 0) return true;
    const { imageId } = this.#open;
    const answer = await this.#parts.transport.decide(imageId, decision, uids, this.#parts.userId);
    if (answer.kind === "unreachable" || answer.kind === "signed-out") return this.#missed(answer);
    this.#reached();
    await this.#mutate((work) => work && unlessDone(step.withoutDecisions(work, decision, uids)));
    if (answer.kind === "refused") this.#parts.refusedDecision(answer.message);
    return true;
  }

  #send(batch: Batch): Promise<SaveAnswer> {
    return this.#parts.transport.send(this.#open.annotationId, batch, this.#parts.userId);
  }

  /** Writes down what the answer means; true when the queue may go on. */
  async #absorb(batch: Batch, answer: SaveAnswer): Promise<boolean> {
    if (answer.kind === "unreachable" || answer.kind === "signed-out") return this.#missed(answer);
    this.#reached();
    const { saveId } = batch;
    if (answer.kind === "refused") {
      const reason = { code: answer.code, message: answer.message, refusedAt: Date.now() };
      await this.#mutate((work) => work && step.refused(work, saveId, reason));
      return true;
    }
    if (answer.kind === "saved") {
      this.#open = { ...this.#open, revision: Math.max(this.#open.revision, answer.revision) };
      const { revision, changed, deleted } = answer;
      await this.#mutate((work) => work && unlessDone(step.acknowledged(work, saveId, answer)));
      this.#showRemote(changed, deleted);
      this.#showRemoteWeak(answer);
      this.#port?.saved?.(revision, answer.state);
      const { annotationId } = this.#open;
      const { operations } = batch;
      const { state } = answer;
      const { weak_changed = [], weak_deleted = [] } = answer;
      const weak = { weak_changed, weak_deleted };
      this.#parts.announce({
        annotationId,
        revision,
        state,
        operations,
        changed,
        deleted,
        ...weak,
      });
      return true;
    }
    const fresh = this.#parts.newSaveId();
    await this.#mutate((work) => work && step.conflicting(work, saveId, answer, fresh));
    // Where an older backup was restored, the server's revision is behind: take it as it is.
    this.#open = { ...this.#open, revision: answer.revision };
    this.#showRemote(answer.segments, answer.deleted);
    this.#showRemoteWeak(answer);
    return true;
  }

  /** The server did not take it: keep it, try later. */
  #missed(answer: Extract<SaveAnswer, { kind: "unreachable" | "signed-out" }>): false {
    this.#reach = answer.kind === "signed-out" ? "signed-out" : "offline";
    this.#attempt += 1;
    this.#retryAfterMs = answer.kind === "unreachable" ? answer.retryAfterMs : 0;
    this.#changed();
    return false;
  }

  #reached(): void {
    this.#reach = "ok";
    this.#attempt = 0;
  }

  #showRemote(changed: WholeSegment[], deleted: string[]): void {
    const safe = step.unmet(this.#work, changed, deleted);
    if (safe.changed.length > 0 || safe.deleted.length > 0) {
      this.#port?.applyRemote(safe.changed, safe.deleted);
    }
  }

  #showRemoteWeak(remote: WeakRemote): void {
    const { weak_changed, weak_deleted } = step.unmetWeak(this.#work, remote);
    if (weak_changed.length > 0 || weak_deleted.length > 0) {
      this.#port?.applyRemoteWeak?.(weak_changed, weak_deleted);
    }
  }

  /** Changes the memory copy now and the stored row right after; resolves when it is stored. */
  async #mutate(change: (work: Work | undefined) => Work | undefined): Promise<Work | undefined> {
    this.#work = change(this.#work);
    this.#changed();
    this.#numWrites += 1;
    // Writes stay in their order: whoever comes later waits for the same masks.
    if (this.#encoded !== null) await this.#encoded;
    const key: [number, number] = [this.#parts.userId, this.#open.annotationId];
    const stored = await this.#parts.store.update(key, change);
    this.#numWrites -= 1;
    if (this.#numWrites === 0) {
      this.#work = stored;
      this.#changed();
    }
    return stored;
  }

  #changed(): void {
    this.#shown = null;
    this.#parts.changed();
  }
}

function unlessDone(work: Work): Work | undefined {
  return step.isDone(work) ? undefined : work;
}
