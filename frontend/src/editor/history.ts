/** Undo and redo: steps of XOR patches and property changes, as many as the byte budget holds. */

import { bytesOf, inverse, joined } from "./change";
import type { Step } from "./change";
import type { Uid } from "./types";

/** Runs are small: this holds tens of thousands of ordinary strokes. */
export const HISTORY_BUDGET_BYTES = 64 * 1024 * 1024;
/** Key presses further apart are steps of their own. */
const RUN_MS = 1_000;

export class History {
  private readonly past: Step[] = [];
  private readonly future: Step[] = [];
  private bytes = 0;
  /** The run of key presses that the newest step belongs to. */
  private run: { readonly name: string; readonly at: number } | null = null;

  constructor(private readonly budgetBytes = HISTORY_BUDGET_BYTES) {}

  /** What all steps keep in memory. */
  get usedBytes(): number {
    return this.bytes;
  }

  get canUndo(): boolean {
    return this.past.length > 0;
  }

  get canRedo(): boolean {
    return this.future.length > 0;
  }

  /** Keeps a step that was just done; what was undone before can no longer be redone. */
  push(step: Step): void {
    for (const undone of this.future) this.bytes -= bytesOf(undone);
    this.future.length = 0;
    this.run = null;
    this.keep(this.past, step);
  }

  /**
   * Keeps a step as `push` does; one of the same run within a second joins the last one, so that a held
   * arrow key is taken back at once.
   *
   * @param now in ms.
   */
  pushRun(step: Step, name: string, now: number): void {
    const goesOn = this.run?.name === name && now - this.run.at <= RUN_MS;
    const last = goesOn ? this.past.pop() : undefined;
    if (last !== undefined) this.bytes -= bytesOf(last);
    this.push(last === undefined ? step : joined(last, step));
    this.run = { name, at: now };
  }

  /** The step that takes back the last one, or null. The caller tells by `undone` what came of it. */
  takeUndo(): Step | null {
    return this.take(this.past);
  }

  takeRedo(): Step | null {
    return this.take(this.future);
  }

  /** Keeps what an undo did, so that it can be redone. */
  undone(step: Step): void {
    this.keep(this.future, step);
  }

  /** Keeps what a redo did. */
  redone(step: Step): void {
    this.keep(this.past, step);
  }

  /**
   * Forgets the steps that cannot be taken back any more since others changed these segments: the
   * newest step that touches one of them and all beyond it, for patches only hold in their order.
   */
  forget(uids: ReadonlySet<Uid>): void {
    this.run = null;
    for (const stack of [this.past, this.future]) {
      const newest = stack.findLastIndex((step) => step.changes.some(({ uid }) => uids.has(uid)));
      for (const step of stack.splice(0, newest + 1)) this.bytes -= bytesOf(step);
    }
  }

  private keep(stack: Step[], step: Step): void {
    stack.push(step);
    this.bytes += bytesOf(step);
    // The newest step stays even if it alone is over the budget: one undo is always possible.
    while (this.bytes > this.budgetBytes && stack.length > 1) {
      this.bytes -= bytesOf(stack.shift()!);
    }
  }

  private take(stack: Step[]): Step | null {
    this.run = null;
    const step = stack.pop();
    if (step === undefined) return null;
    this.bytes -= bytesOf(step);
    return inverse(step);
  }
}
