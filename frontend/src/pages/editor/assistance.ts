/** Answers the box tool: asks the chosen predictor and turns its mask into a segment. */

import { askForMask, Latest } from "../../assist";
import type { Predictor } from "../../api/types";
import { type Editor, type Prompt, runsFromWire } from "../../editor";

export interface Assistance {
  predictor: () => Predictor | null;
  /** True from the question to its answer. */
  onAsking: (isAsking: boolean) => void;
  onNothing: () => void;
  onFailure: (error: unknown) => void;
}

/** Connects until the result is called; `cancel` gives up the question under way. */
export function connectAssistance(
  editor: Editor,
  imageId: number,
  { predictor, onAsking, onNothing, onFailure }: Assistance,
): { stop: () => void; cancel: () => void } {
  const latest = new Latest();
  const answer = async (prompt: Prompt, by: Predictor): Promise<void> => {
    const { activeClassId, sizeHw } = editor.store.getState();
    if (activeClassId === null) return;
    const reply = await latest.ask((signal) =>
      askForMask(imageId, questionOf(prompt, by.name), signal),
    );
    if (reply === undefined) return;
    editor.setPrompt(null);
    if (reply.mask === null) onNothing();
    else editor.addMask(runsFromWire(reply.mask, sizeHw), activeClassId, by.name, reply.score);
  };
  const ask = (prompt: Prompt): void => {
    const by = predictor();
    // A click alone means nothing to a predictor that wants a box.
    const isAnswerable = prompt.boxXyxy !== null || by?.prompts.includes("points");
    if (by === null || !isAnswerable) {
      editor.setPrompt(null);
      return;
    }
    onAsking(true);
    answer(prompt, by)
      .catch((error: unknown) => {
        editor.setPrompt(null);
        onFailure(error);
      })
      .finally(() => onAsking(latest.isAsking));
  };
  const stop = editor.onPrompt(ask);
  const cancel = (): void => {
    latest.cancel();
    editor.setPrompt(null);
  };
  return {
    cancel,
    stop: () => {
      stop();
      latest.cancel();
    },
  };
}

function questionOf(prompt: Prompt, predictor: string): Parameters<typeof askForMask>[1] {
  return {
    predictor,
    box_xyxy: prompt.boxXyxy && [...prompt.boxXyxy],
    points: prompt.points.map(({ x, y }): [number, number] => [x, y]),
    labels: [...prompt.labels],
  };
}
