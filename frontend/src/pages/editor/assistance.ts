/**
 * Answers the tools that ask an assistant: turns a prompt into a proposal, which hints refine until it is
 * accepted. Whoever is in a hurry lets boxes be accepted at once.
 */

import { askForMask, Latest, type PromptAnswer } from "../../assist";
import type { Predictor } from "../../api/types";
import {
  type AskingTool,
  type Editor,
  type Prompt,
  type ToolName,
  runsFromWire,
} from "../../editor";
import { answersTo, questionOf } from "./question";

export interface Asking {
  predictor: (tool: AskingTool) => Predictor | null;
  /** A box's mask becomes a segment without being shown first. */
  acceptsAtOnce: () => boolean;
  /** True from the question to its answer. */
  onAsking: (isAsking: boolean) => void;
  onNoClass: () => void;
  onNothing: () => void;
  onFailure: (error: unknown) => void;
}

export class Assistance {
  readonly #editor: Editor;
  readonly #imageId: number;
  readonly #asking: Asking;
  readonly #latest = new Latest();
  /** The person agreed before the answer was there. */
  #isAgreed = false;

  constructor(editor: Editor, imageId: number, asking: Asking) {
    this.#editor = editor;
    this.#imageId = imageId;
    this.#asking = asking;
  }

  /** Answers every prompt until the result is called. */
  connect(): () => void {
    const stopPrompts = this.#editor.onPrompt((prompt) => void this.#ask(prompt));
    const stopTool = this.#editor.store.subscribe((now, before) => {
      const isLeft = now.tool !== before.tool && !goesWith(now.prompt, now.tool);
      if (now.prompt !== null && isLeft) this.discard();
      // Escape or a taken back hint left nothing to answer.
      else if (now.prompt === null && before.prompt !== null) this.#stop();
    });
    return () => {
      stopPrompts();
      stopTool();
      this.#latest.cancel();
    };
  }

  /** Does what is proposed, or will be in a moment; false where nothing is. */
  accept(): boolean {
    const { proposal, activeClassId } = this.#editor.store.getState();
    if (this.#latest.isAsking) {
      this.#isAgreed = true;
      return true;
    }
    if (proposal === null) return false;
    if (proposal.target === null && activeClassId === null) {
      this.#asking.onNoClass();
      return true;
    }
    this.#editor.acceptProposal();
    this.discard();
    return true;
  }

  /** Gives up the question under way and the proposal. */
  discard(): void {
    this.#stop();
    this.#editor.setPrompt(null);
    this.#editor.propose(null);
  }

  #stop(): void {
    this.#latest.cancel();
    this.#isAgreed = false;
    this.#asking.onAsking(false);
  }

  async #ask(prompt: Prompt): Promise<void> {
    const by = this.#asking.predictor(prompt.tool);
    this.#isAgreed = false;
    if (this.#editor.store.getState().activeClassId === null) {
      this.#editor.setPrompt(null);
      this.#asking.onNoClass();
      return;
    }
    if (by === null || !answersTo(by, prompt)) {
      this.#wait(prompt);
      return;
    }
    this.#asking.onAsking(true);
    try {
      const answer = await this.#latest.ask((signal) =>
        askForMask(this.#imageId, questionOf(prompt, by.name), signal),
      );
      if (answer !== undefined) this.#take(answer, by, prompt);
    } catch (error) {
      // The scribbles so far are work: they stay, and so does what was proposed for them.
      if (prompt.previous === null) this.discard();
      this.#asking.onFailure(error);
    } finally {
      this.#asking.onAsking(this.#latest.isAsking);
    }
  }

  /** Nothing can be answered yet: what is only to be left out waits for what is meant. */
  #wait(prompt: Prompt): void {
    this.#stop();
    if (prompt.tool === "box") this.#editor.setPrompt(null);
    this.#editor.propose(null);
  }

  #take({ mask, score }: PromptAnswer, by: Predictor, prompt: Prompt): void {
    const isAgreed = this.#isAgreed;
    this.#isAgreed = false;
    if (mask === null) {
      if (prompt.previous === null) this.discard();
      else this.#editor.propose(null);
      this.#asking.onNothing();
      return;
    }
    const runs = runsFromWire(mask, this.#editor.store.getState().sizeHw);
    const { tool } = prompt;
    this.#editor.propose({ runs, target: null, origin: by.name, score, tool });
    const isWholeBox = prompt.boxXyxy !== null && prompt.previous === null;
    if (isAgreed || (isWholeBox && this.#asking.acceptsAtOnce())) this.accept();
  }
}

/** Tools that only look: what is proposed meanwhile waits. */
const LOOKING: ReadonlySet<ToolName> = new Set(["pan", "ruler"]);

function goesWith(prompt: Prompt | null, tool: ToolName): boolean {
  return prompt !== null && (prompt.tool === tool || LOOKING.has(tool));
}
