/** Brush moves with their drawing, next to the naive overlay that recolours the whole image. */

import type { SizeHw } from "../../geometry/points";
import type { Editor } from "../interface";
import { CAMERA, brushScenarios, discs, FULL_HD, HUGE, open } from "./scenario";
import { CANVAS_WH, batches, paintedForTiming, quantile, send } from "./timing";
import type { Figures } from "./timing";

const RADII_PX = [20, 200] as const;
const NUM_BATCHES = 12;
const MOVES = 200;

export function brush(): Figures {
  const figures: Figures = {};
  for (const scenario of brushScenarios) {
    const editor = open(scenario, discs(scenario));
    const draw = paintedForTiming(editor);
    // At the picture's own resolution, as an annotator would paint.
    editor.zoomBy(1 / editor.store.getState().view.scale);
    for (const radiusPx of RADII_PX) {
      const moves = moveTimes(editor, draw, radiusPx);
      const name = `${scenario.name} brush_move radius_${radiusPx}`;
      figures[`${name} p50_ms`] = quantile(moves, 0.5);
      figures[`${name} p95_ms`] = quantile(moves, 0.95);
    }
  }
  return figures;
}

export function naive(): Figures {
  const named: [string, SizeHw][] = [
    ["1080p", FULL_HD],
    ["4096x3072", CAMERA],
    ["8192", HUGE],
  ];
  return Object.fromEntries(
    named.map(([name, sizeHw]) => [`${name} naive_move p50_ms`, naiveMove(sizeHw)]),
  );
}

function moveTimes(editor: Editor, draw: () => void, radiusPx: number): number[] {
  editor.setBrush({ radiusPx });
  const [w, h] = CANVAS_WH;
  return Array.from({ length: NUM_BATCHES }, (_, batch) => {
    editor.select(null);
    let [x, y] = [w / 4 + 40 * batch, h / 4];
    send(editor, "down", x, y);
    draw();
    const [time] = batches(1, MOVES, (i) => {
      x += 6 * Math.cos(i / 9);
      y = h / 4 + ((i * 5) % (h / 2));
      send(editor, "move", x, y);
      draw();
    });
    send(editor, "up", x, y);
    draw();
    return time!;
  });
}

/** A label map of the whole image, recoloured and put anew at every move: what editors do at first. */
function naiveMove([h, w]: SizeHw): number {
  const labels = new Uint8Array(h * w);
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [w, h];
  const context = canvas.getContext("2d")!;
  const image = new ImageData(w, h);
  const pixels = new Uint32Array(image.data.buffer);
  const colors = [0, 0x80ff4000];
  const moves = batches(3, 2, (i) => {
    const [cx, cy] = [300 + 9 * i, 300 + 5 * i];
    for (let y = cy - 20; y < cy + 20; y += 1) labels.fill(1, y * w + cx - 20, y * w + cx + 20);
    for (let p = 0; p < labels.length; p += 1) pixels[p] = colors[labels[p]!]!;
    context.putImageData(image, 0, 0);
    // Putting is done for certain once a pixel was read.
    context.getImageData(0, 0, 1, 1);
  });
  return quantile(moves, 0.5);
}
