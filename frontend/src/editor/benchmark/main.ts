/**
 * The editor's benchmark, run in a real browser by benchmarks/editor.py: every figure includes drawing.
 * Frames are drawn at once instead of waiting for the display, so that the work itself is timed.
 */

import { screenPoint } from "../../geometry/points";
import { Screen2D } from "../render/screen2d";
import type { Editor, PointerInput } from "../types";
import type { Operation } from "../wire";
import { open, scenarios, wireSegments } from "./scenario";
import type { Scenario } from "./scenario";

const CANVAS_WH = [1920, 1080] as const;
const BRUSH_RADIUS_PX = 20;
const NUM_STROKES = 20;
const MOVES_PER_STROKE = 60;

/** Figures by name, in milliseconds. */
type Figures = Record<string, number>;

export function runBenchmark(): Figures {
  const figures: Figures = {};
  for (const scenario of scenarios) Object.assign(figures, measure(scenario));
  return figures;
}

function measure(scenario: Scenario): Figures {
  const segments = wireSegments(scenario);
  const begun = performance.now();
  const editor = open(scenario, segments);
  const opened = performance.now() - begun;
  const draw = mountForTiming(editor);
  const gestures: Operation[][] = [];
  const stop = editor.onCommit((operations) => gestures.push(operations));
  const strokes = timeStrokes(editor, draw);
  stop();
  // The save encodes, outside of the gesture.
  const encodings = timed(gestures.length, (i) => void JSON.stringify(gestures[i]));
  const undos = timed(NUM_STROKES, () => {
    editor.undo();
    draw();
  });
  const pans = timed(40, (i) => {
    editor.panBy(i % 2 === 0 ? 7 : -7, 3);
    draw();
  });
  const { name } = scenario;
  return {
    [`${name} open_ms`]: opened,
    [`${name} brush_move_p50_ms`]: quantile(strokes.moves, 0.5),
    [`${name} brush_move_p99_ms`]: quantile(strokes.moves, 0.99),
    [`${name} brush_commit_p50_ms`]: quantile(strokes.commits, 0.5),
    [`${name} encode_p50_ms`]: quantile(encodings, 0.5),
    [`${name} undo_p50_ms`]: quantile(undos, 0.5),
    [`${name} pan_p50_ms`]: quantile(pans, 0.5),
  };
}

/** Draws into detached canvases; returns what draws a pending frame. */
function mountForTiming(editor: Editor): () => void {
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
  draw();
  return draw;
}

function timeStrokes(editor: Editor, draw: () => void): { moves: number[]; commits: number[] } {
  const moves: number[] = [];
  const commits: number[] = [];
  // At the picture's own resolution, as an annotator would paint.
  editor.zoomBy(1 / editor.store.getState().view.scale);
  editor.setBrush({ radiusPx: BRUSH_RADIUS_PX });
  for (let stroke = 0; stroke < NUM_STROKES; stroke += 1) {
    editor.select(null);
    let [x, y] = [200 + 60 * stroke, 150];
    send(editor, "down", x, y);
    draw();
    for (let i = 0; i < MOVES_PER_STROKE; i += 1) {
      x += 5 * Math.cos(i / 9);
      y += 10;
      const begun = performance.now();
      send(editor, "move", x, y);
      draw();
      moves.push(performance.now() - begun);
    }
    const begun = performance.now();
    send(editor, "up", x, y);
    draw();
    commits.push(performance.now() - begun);
  }
  return { moves, commits };
}

function send(editor: Editor, kind: PointerInput["kind"], x: number, y: number): void {
  const points = [screenPoint(x, y)];
  editor.pointer({ kind, points, shift: false, alt: false, erase: false, pan: false });
}

function timed(count: number, body: (i: number) => void): number[] {
  return Array.from({ length: count }, (_, i) => {
    const begun = performance.now();
    body(i);
    return performance.now() - begun;
  });
}

function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(part * (sorted.length - 1))] ?? 0;
}

declare global {
  interface Window {
    runBenchmark: typeof runBenchmark;
  }
}
window.runBenchmark = runBenchmark;
