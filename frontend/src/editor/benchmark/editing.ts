/** Undo, whole shapes and booleans, each next to the same work on bitmaps where there is one. */

import { imagePoint } from "../../geometry/points";
import { intersect, subtract, union } from "../../masks/boolean";
import { bitmapFromRuns, runsFromBox, runsFromBitmap } from "../../masks/runs";
import type { Runs, Vertex } from "../../masks/types";
import { insertPolygon } from "../shapes";
import { Core } from "../core";
import { Painting } from "../painting";
import { createScene } from "../scene";
import { Gestures } from "../gestures";
import { Unlabelled } from "../seeing/unlabelled";
import { HUGE, editorClasses, mulberry32 } from "./scenario";
import { batches, quantile } from "./timing";
import type { Figures } from "./timing";

const STROKES = 100;
const RADIUS_PX = 200;

export function editing(): Figures {
  return { ...undo(), ...polygon(), ...booleans() };
}

function emptyCore(): Core {
  const core = new Core({
    sizeHw: HUGE,
    overlapMode: "layered",
    classes: editorClasses,
    segments: [],
    suggestions: [],
  });
  createScene(core, new Gestures(core), new Unlabelled(core));
  return core;
}

function undo(): Figures {
  const core = emptyCore();
  const painting = new Painting(core);
  core.set({ brush: { radiusPx: RADIUS_PX, shape: "round", hasPressure: false } });
  const random = mulberry32(3);
  for (let stroke = 0; stroke < STROKES; stroke += 1) {
    let at = imagePoint(500 + random() * 7000, 500 + random() * 7000);
    painting.open(at, false);
    for (let i = 0; i < 20; i += 1) {
      const next = imagePoint(at.x + 60 * (random() - 0.5), at.y + 60 * random());
      painting.stroke(at, next);
      at = next;
    }
    painting.commit();
  }
  const bytes = core.history.usedBytes;
  const undos = batches(STROKES, 1, () => core.undo());
  return {
    "undo_100_strokes radius_200 memory_bytes": bytes,
    "undo radius_200 p50_ms": quantile(undos, 0.5),
    "undo radius_200 p95_ms": quantile(undos, 0.95),
  };
}

function polygon(): Figures {
  const ring = Array.from({ length: 500 }, (_, i): Vertex => {
    const [angle, reach] = [(i / 500) * 2 * Math.PI, 900 + 100 * Math.sin(i)];
    return [4000 + reach * Math.cos(angle), 4000 + reach * Math.sin(angle)];
  });
  const core = emptyCore();
  const times = batches(20, 1, () => {
    insertPolygon(core, ring);
    core.undo();
  });
  return { "polygon_500_vertices commit_and_undo_p50_ms": quantile(times, 0.5) };
}

/** Two masks of a megapixel each with frayed borders, half over each other. */
function booleans(): Figures {
  const [a, b] = [frayed(0), frayed(500)];
  const bitmaps = [a, b].map(bitmapFromRuns);
  const naive = batches(5, 1, () => {
    const [x, y] = bitmaps;
    runsFromBitmap(
      x!.map((value, i) => value | y![i]!),
      a.sizeHw,
    );
  });
  const figures: Figures = { "boolean_1Mpx on_bitmaps_ms": quantile(naive, 0.5) };
  for (const [name, operation] of Object.entries({ union, subtract, intersect })) {
    const times = batches(20, 5, () => void operation(a, b));
    figures[`boolean_1Mpx ${name}_ms`] = quantile(times, 0.5);
  }
  return figures;
}

function frayed(left: number): Runs {
  const random = mulberry32(left + 1);
  const sizeHw = [2048, 2048] as const;
  const bitmap = bitmapFromRuns(runsFromBox([left + 20, 200, left + 1020, 1200], sizeHw));
  for (let row = 200; row < 1200; row += 1) {
    for (const edge of [left, left + 1020]) {
      for (let x = edge; x < edge + 20; x += 1) bitmap[row * 2048 + x] = random() < 0.5 ? 1 : 0;
    }
  }
  return runsFromBitmap(bitmap, sizeHw);
}
