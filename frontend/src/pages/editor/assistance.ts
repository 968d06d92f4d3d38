/**
 * Answers the box tool: asks the chosen predictor and turns its mask into a segment.
 *
 * A predictor that knows boxes only has said all it can: its mask becomes a segment at once. One that
 * takes clicks too shows a preview, which more clicks refine, until it is accepted.
 */

import { askForMask, Latest, type PromptAnswer } from "../../assist";
import type { Predictor } from "../../api/types";
import { type Editor, type Prompt, runsFromWire } from "../../editor";

export interface Asking {
  predictor: () => Predictor | null;
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
  /** Who made the preview, and how sure it is. */
  #shown: { by: string; score: number | null } | null = null;

  constructor(editor: Editor, imageId: number, asking: Asking) {
    this.#editor = editor;
    this.#imageId = imageId;
    this.#asking = asking;
  }

  /** Answers every prompt until the result is called. */
  connect(): () => void {
    const stopPrompts = this.#editor.onPrompt((prompt) => void this.#ask(prompt));
    const stopTool = this.#editor.store.subscribe((now, before) => {
      if (before.tool === "box" && now.tool !== "box") this.discard();
    });
    return () => {
      stopPrompts();
      stopTool();
      this.#latest.cancel();
    };
  }

  /** Makes the preview a segment; false where there is none. */
  accept(): boolean {
    const { preview, activeClassId } = this.#editor.store.getState();
    if (preview === null || this.#shown === null) return false;
    if (activeClassId === null) {
      this.#asking.onNoClass();
      return true;
    }
    const { by, score } = this.#shown;
    this.discard();
    this.#editor.addMask(preview, activeClassId, by, score);
    return true;
  }

  /** Gives up the question under way and the preview. */
  discard(): void {
    this.#latest.cancel();
    this.#shown = null;
    this.#editor.setPrompt(null);
    this.#editor.setPreview(null);
    this.#asking.onAsking(false);
  }

  async #ask(prompt: Prompt): Promise<void> {
    const by = this.#asking.predictor();
    if (this.#editor.store.getState().activeClassId === null) {
      this.#editor.setPrompt(null);
      this.#asking.onNoClass();
      return;
    }
    // A click alone means nothing to a predictor that wants a box.
    if (by === null || (prompt.boxXyxy === null && !by.prompts.includes("points"))) {
      this.#editor.setPrompt(null);
      return;
    }
    this.#asking.onAsking(true);
    try {
      const answer = await this.#latest.ask((signal) =>
        askForMask(this.#imageId, questionOf(prompt, by.name), signal),
      );
      if (answer !== undefined) this.#take(answer, by);
    } catch (error) {
      this.discard();
      this.#asking.onFailure(error);
    } finally {
      this.#asking.onAsking(this.#latest.isAsking);
    }
  }

  #take({ mask, score }: PromptAnswer, by: Predictor): void {
    if (mask === null) {
      this.discard();
      this.#asking.onNothing();
      return;
    }
    this.#shown = { by: by.name, score };
    this.#editor.setPreview(runsFromWire(mask, this.#editor.store.getState().sizeHw));
    if (!by.prompts.includes("points")) this.accept();
  }
}

function questionOf(prompt: Prompt, predictor: string): Parameters<typeof askForMask>[1] {
  return {
    predictor,
    box_xyxy: prompt.boxXyxy && [...prompt.boxXyxy],
    points: prompt.points.map(({ x, y }): [number, number] => [x, y]),
    labels: [...prompt.labels],
  };
}
