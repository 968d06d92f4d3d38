/**
 * Masks for boxes without pixels: an assistant is asked about one after another, ahead of the person, who
 * keeps or skips each. What this does, without a page.
 */

import { createStore, type StoreApi } from "zustand/vanilla";
import type { PromptAnswer } from "../../../assist";
import { type Editor, runsFromWire, type Uid } from "../../../editor";
import { type BoxXyxy, boxOfBbox } from "../../../geometry/points";
import type { Runs } from "../../../masks/types";

/** `gone`: the box was removed meanwhile; `covered`: every pixel of the mask belongs to a segment. */
export type BoxState =
  "waiting" | "asking" | "ready" | "kept" | "skipped" | "gone" | "nothing" | "covered" | "failed";

export interface BoxEntry {
  readonly uid: Uid;
  readonly classId: number;
  readonly boxXyxy: BoxXyxy;
  readonly state: BoxState;
  readonly runs: Runs | null;
  readonly score: number | null;
  /** Why it failed. */
  readonly message: string;
}

export interface WalkState {
  readonly entries: readonly BoxEntry[];
  /** Masks are kept as they come. */
  readonly keepsAll: boolean;
  /** The box goes when its mask is kept. */
  readonly removesBoxes: boolean;
}

export interface Walking {
  readonly editor: Editor;
  /** Who proposes: the origin of the segments. */
  readonly origin: string;
  readonly ask: (boxXyxy: BoxXyxy, signal: AbortSignal) => Promise<PromptAnswer>;
  readonly messageOf: (error: unknown) => string;
}

const OPEN: ReadonlySet<BoxState> = new Set(["waiting", "asking", "ready"]);

/** The first box that is not decided; undefined where all are. */
export function currentOf({ entries }: Pick<WalkState, "entries">): BoxEntry | undefined {
  return entries.find(({ state }) => OPEN.has(state));
}

/** How many the assistant has answered, or needs not answer any more. */
export function numAnswered({ entries }: Pick<WalkState, "entries">): number {
  return entries.filter(({ state }) => state !== "waiting" && state !== "asking").length;
}

export class Walk {
  readonly store: StoreApi<WalkState>;
  readonly #walking: Walking;
  #stopped = new AbortController();
  /** The box whose mask is proposed. */
  #shownUid: Uid | null = null;

  constructor(walking: Walking) {
    this.#walking = walking;
    const labels = [...walking.editor.store.getState().weakLabels.values()];
    const entries = labels.flatMap(({ uid, classId, bboxXywh }): BoxEntry[] =>
      bboxXywh === null ? [] : [{ uid, classId, boxXyxy: boxOfBbox(bboxXywh), ...UNASKED }],
    );
    this.store = createStore(() => ({ entries, keepsAll: false, removesBoxes: true }));
  }

  /** Asks about all boxes; settles when the last was answered or it was stopped. */
  async start(): Promise<void> {
    this.#stopped = new AbortController();
    const { signal } = this.#stopped;
    this.#walking.editor.setPrompt(null);
    this.#show();
    for (const { uid } of this.store.getState().entries) {
      const state = this.#entry(uid)?.state;
      // Asked about before it was stopped, and not answered.
      if (state === "waiting" || state === "asking") await this.#ask(uid, signal);
      if (signal.aborted) return;
    }
  }

  /** Makes the mask that is shown a segment; false where none is there yet. */
  keep(): boolean {
    const { editor, origin } = this.#walking;
    const current = currentOf(this.store.getState());
    if (current?.state !== "ready" || current.runs === null) return false;
    const { uid, classId, runs, score } = current;
    const replacesBox = this.store.getState().removesBoxes ? uid : null;
    this.#shownUid = null;
    editor.setActiveClass(classId);
    // Whatever was proposed over it meanwhile: what is kept is this mask.
    editor.propose({ runs, target: null, origin, score, tool: "box", replacesBox });
    const made = editor.acceptProposal();
    editor.propose(null);
    this.#change(uid, { state: made === null ? "covered" : "kept", runs: null });
    this.#show();
    return true;
  }

  /** Goes on to the next box; this one stays as it is. */
  skip(): void {
    const current = currentOf(this.store.getState());
    if (current === undefined) return;
    this.#unshow();
    this.#change(current.uid, { state: "skipped", runs: null });
    this.#show();
  }

  setKeepsAll(keepsAll: boolean): void {
    this.store.setState({ keepsAll });
    this.#show();
  }

  setRemovesBoxes(removesBoxes: boolean): void {
    this.store.setState({ removesBoxes });
  }

  /** Asks no more and takes what is shown away; what was kept stays. */
  stop(): void {
    this.#stopped.abort();
    this.#unshow();
  }

  async #ask(uid: Uid, signal: AbortSignal): Promise<void> {
    const { editor, ask, messageOf } = this.#walking;
    const label = editor.store.getState().weakLabels.get(uid);
    if (label === undefined || label.bboxXywh === null) {
      this.#change(uid, { state: "gone" });
      this.#show();
      return;
    }
    // As it is now: it may have been moved, or have got another class, since.
    const boxXyxy = boxOfBbox(label.bboxXywh);
    this.#change(uid, { state: "asking", boxXyxy, classId: label.classId });
    try {
      const { mask, score } = await ask(boxXyxy, signal);
      if (signal.aborted || this.#entry(uid)?.state !== "asking") return;
      const runs = mask === null ? null : runsFromWire(mask, editor.store.getState().sizeHw);
      this.#change(uid, { state: runs === null ? "nothing" : "ready", runs, score });
    } catch (error) {
      if (signal.aborted || this.#entry(uid)?.state !== "asking") return;
      this.#change(uid, { state: "failed", message: messageOf(error) });
    }
    this.#show();
  }

  /** Proposes the current box's mask, once it is there. */
  #show(): void {
    if (this.#stopped.signal.aborted) return;
    const current = currentOf(this.store.getState());
    if (current?.state !== "ready" || current.runs === null) return;
    if (this.store.getState().keepsAll) {
      this.keep();
      return;
    }
    if (current.uid === this.#shownUid) return;
    const { editor, origin } = this.#walking;
    const { uid, classId, runs, score } = current;
    this.#shownUid = uid;
    editor.setActiveClass(classId);
    editor.selectBox(uid);
    editor.bringIntoView(uid);
    editor.propose({ runs, target: null, origin, score, tool: "box" });
  }

  #unshow(): void {
    if (this.#shownUid !== null) this.#walking.editor.propose(null);
    this.#shownUid = null;
  }

  #entry(uid: Uid): BoxEntry | undefined {
    return this.store.getState().entries.find((each) => each.uid === uid);
  }

  #change(uid: Uid, part: Partial<BoxEntry>): void {
    const { entries } = this.store.getState();
    this.store.setState({
      entries: entries.map((each) => (each.uid === uid ? { ...each, ...part } : each)),
    });
  }
}

const UNASKED = { state: "waiting", runs: null, score: null, message: "" } as const;
