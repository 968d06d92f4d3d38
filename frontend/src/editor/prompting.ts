/** Questions to an assistant: a box begins one, hints refine it and can be taken back. */

import { imagePoint } from "../geometry/points";
import type { ImagePoint, SizeHw } from "../geometry/points";
import type { Core } from "./core";
import type { Effect } from "./tools/event";
import type { AskingTool, Prompt, ToolName } from "./types";

type Hint = Extract<Effect, { kind: "box" | "point" | "scribble" }>;

/** A box starts a new prompt; a point or a scribble refines the one that is there. */
export function ask(core: Core, hint: Hint, tool: ToolName): void {
  const prompt = refined(core.state.prompt, hint, tool === "watershed" ? tool : "box", core);
  if (prompt === null) return;
  core.set(hint.kind === "box" ? { prompt, proposal: null } : { prompt });
  core.prompts.emit(prompt);
}

/** Takes the last hint back and asks again without it; false where nothing was asked. */
export function takeBackHint(core: Core): boolean {
  const { prompt } = core.state;
  if (prompt === null) return false;
  const { previous } = prompt;
  core.set(previous === null ? { prompt: null, proposal: null } : { prompt: previous });
  if (previous !== null) core.prompts.emit(previous);
  return true;
}

/** Null: the hint lies outside the image. */
function refined(previous: Prompt | null, hint: Hint, tool: AskingTool, core: Core): Prompt | null {
  const [h, w] = core.state.sizeHw;
  const none: Prompt = { tool, boxXyxy: null, points: [], labels: [], scribbles: [], previous };
  const before = { ...(previous ?? none), tool, previous };
  switch (hint.kind) {
    case "box": {
      const [x0, y0, x1, y1] = hint.boxXyxy;
      const boxXyxy = [Math.max(x0, 0), Math.max(y0, 0), Math.min(x1, w), Math.min(y1, h)] as const;
      if (boxXyxy[0] >= boxXyxy[2] || boxXyxy[1] >= boxXyxy[3]) return null;
      return { ...none, boxXyxy, previous: null };
    }
    case "point": {
      const { x, y } = hint.at;
      if (x < 0 || y < 0 || x >= w || y >= h) return null;
      const points = [...before.points, imagePoint(x, y)];
      return { ...before, points, labels: [...before.labels, hint.label] };
    }
    case "scribble": {
      const { points, isForeground } = hint.scribble;
      if (!points.some(({ x, y }) => x >= 0 && y >= 0 && x < w && y < h)) return null;
      const inside = points.map((point) => clamped(point, [h, w]));
      return { ...before, scribbles: [...before.scribbles, { points: inside, isForeground }] };
    }
  }
}

function clamped({ x, y }: ImagePoint, [h, w]: SizeHw): ImagePoint {
  return imagePoint(Math.min(Math.max(x, 0), w), Math.min(Math.max(y, 0), h));
}
