/** How the benchmark times: batches divided by their count, and the screen without a display's pace. */

import { screenPoint } from "../../geometry/points";
import type { Editor } from "../interface";
import { Screen2D } from "../render/screen2d";
import type { PointerInput } from "../types";

/** Figures by name; milliseconds unless the name says otherwise. */
export type Figures = Record<string, number>;

export const CANVAS_WH = [1920, 1080] as const;

/** Milliseconds of one call in each batch: what one call costs is too short for any clock. */
export function batches(count: number, size: number, body: (i: number) => void): number[] {
  return Array.from({ length: count }, (_, batch) => {
    const begun = performance.now();
    for (let i = 0; i < size; i += 1) body(batch * size + i);
    return (performance.now() - begun) / size;
  });
}

export function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(part * (sorted.length - 1))] ?? 0;
}

/** Draws into detached canvases; `draw` draws the pending frame, at once. */
export function mountForTiming(editor: Editor): { draw: () => void; isDone: () => boolean } {
  const contextOf = (): CanvasRenderingContext2D => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = CANVAS_WH;
    return canvas.getContext("2d")!;
  };
  let pending: (() => void) | null = null;
  const screen = new Screen2D(
    { picture: contextOf(), overlay: contextOf(), marks: contextOf() },
    editor.scene,
    (callback) => {
      pending = callback;
      return 0;
    },
  );
  editor.scene.onDirty((dirty) => screen.dirty(dirty));
  editor.setViewport([CANVAS_WH[1], CANVAS_WH[0]]);
  screen.resize(1);
  const draw = (): void => {
    const callback = pending;
    pending = null;
    callback?.();
  };
  return { draw, isDone: () => pending === null };
}

/** The same with the first paint done. */
export function paintedForTiming(editor: Editor): () => void {
  const { draw, isDone } = mountForTiming(editor);
  while (!isDone()) draw();
  return draw;
}

/** At screen coordinates. */
export function send(editor: Editor, kind: PointerInput["kind"], x: number, y: number): void {
  const points = [screenPoint(x, y)];
  editor.pointer({ kind, points, shift: false, alt: false, erase: false, pan: false });
}
