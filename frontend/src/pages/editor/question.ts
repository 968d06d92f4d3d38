/** A prompt as the server takes it. */

import type { Predictor, PromptRequest } from "../../api/types";
import type { Prompt, Scribble } from "../../editor";

/** Points of one stroke on the wire (the server takes 2,000); more are thinned out evenly. */
const MAX_STROKE_POINTS = 1_000;

/** Whether a predictor can start from what is prompted so far. */
export function answersTo({ prompts }: Predictor, { boxXyxy, labels, scribbles }: Prompt): boolean {
  if (boxXyxy !== null && prompts.includes("box")) return true;
  const isMeant = labels.includes(1) || scribbles.some(({ isForeground }) => isForeground);
  return isMeant && (prompts.includes("points") || prompts.includes("strokes"));
}

export function questionOf(prompt: Prompt, predictor: string): PromptRequest {
  return {
    predictor,
    box_xyxy: prompt.boxXyxy && [...prompt.boxXyxy],
    points: prompt.points.map(({ x, y }): [number, number] => [x, y]),
    labels: [...prompt.labels],
    strokes: prompt.scribbles.map(strokeOf),
  };
}

function strokeOf({ points, isForeground }: Scribble): PromptRequest["strokes"][number] {
  const every = Math.ceil(points.length / MAX_STROKE_POINTS);
  const kept = points.filter((_, i) => i % every === 0 || i === points.length - 1);
  return { points: kept.map(({ x, y }) => [x, y]), is_foreground: isForeground };
}
