/** The images of the editor's benchmark: discs on a grid, or a camera's street with ragged borders. */

import { imagePoint } from "../../geometry/points";
import type { SizeHw } from "../../geometry/points";
import { strokeSpans } from "../../masks/brush";
import { countsFromRuns } from "../../masks/counts";
import { RunsBuilder } from "../../masks/runs";
import { Spans } from "../../masks/spans";
import { createEditor } from "../editor";
import type { Editor } from "../interface";
import type { OverlapMode } from "../types";
import type { WireSegment } from "../wire";

export interface Scenario {
  readonly name: string;
  readonly sizeHw: SizeHw;
  readonly overlapMode: OverlapMode;
  readonly numSegments: number;
}

export const FULL_HD: SizeHw = [1080, 1920];
export const CAMERA: SizeHw = [3072, 4096];
export const HUGE: SizeHw = [8192, 8192];

function grid(name: string, sizeHw: SizeHw, numSegments: number): Scenario {
  return { name, sizeHw, overlapMode: "layered", numSegments };
}

export const brushScenarios: readonly Scenario[] = [
  grid("1080p_10", FULL_HD, 10),
  grid("1080p_300", FULL_HD, 300),
  grid("1080p_5000", FULL_HD, 5000),
  grid("4096x3072_300", CAMERA, 300),
  grid("4096x3072_5000", CAMERA, 5000),
  grid("8192_300", HUGE, 300),
  grid("8192_5000", HUGE, 5000),
  { ...grid("8192_5000_exclusive", HUGE, 5000), overlapMode: "exclusive" },
];

const classes = [
  { classId: 1, name: "car", color: "#e53935" },
  { classId: 2, name: "road", color: "#3949ab" },
];

/** The segments as the API would answer them; layered ones overlap their neighbours. */
export function discs({ sizeHw, overlapMode, numSegments }: Scenario): WireSegment[] {
  const [h, w] = sizeHw;
  const across = Math.ceil(Math.sqrt((numSegments * w) / h));
  const step = w / across;
  const reach = overlapMode === "layered" ? 0.7 : 0.48;
  return Array.from({ length: numSegments }, (_, i) => {
    const x = ((i % across) + 0.5) * step;
    const y = (Math.floor(i / across) + 0.5) * step;
    return segment(i, sizeHw, discRows(x, y, Math.max(Math.floor(step * reach), 1), sizeHw));
  });
}

/**
 * 300 segments as in a driving scene: road and vegetation across the whole image with borders that fray
 * by pixels (their masks have a run for every column and tuft), and small ones between.
 */
export function street(sizeHw: SizeHw): WireSegment[] {
  const [h, w] = sizeHw;
  const large = [0.3, 0.55].map((from, i) =>
    segment(i, sizeHw, frayedRows(Math.floor(h * from), Math.floor(h * (from + 0.25)), w)),
  );
  const small = discs({ name: "", sizeHw, overlapMode: "layered", numSegments: 298 });
  return [...large, ...small.map((each, i) => ({ ...each, uid: `small-${i}`, z: (i + 2) * 1024 }))];
}

export function open({ sizeHw, overlapMode }: Scenario, segments: readonly WireSegment[]): Editor {
  return createEditor({ sizeHw, overlapMode, classes, segments, suggestions: [] });
}

export const editorClasses = classes;

type Row = readonly [row: number, start: number, end: number];

function discRows(x: number, y: number, radiusPx: number, sizeHw: SizeHw): Row[] {
  const spans = new Spans();
  const at = imagePoint(x, y);
  strokeSpans(at, at, { diameterPx: 2 * radiusPx, shape: "round" }, sizeHw, spans);
  return Array.from({ length: spans.length }, (_, i): Row => [
    spans.row(i),
    spans.start(i),
    spans.end(i),
  ]);
}

/** Rows of a band whose upper part frays: tufts of some pixels, denser downwards. */
function frayedRows(top: number, bottom: number, w: number): Row[] {
  const random = mulberry32(7);
  const fray = Math.floor((bottom - top) / 8);
  const rows: Row[] = [];
  for (let row = top; row < bottom; row += 1) {
    const depth = (row - top + 1) / fray;
    if (depth >= 1) {
      rows.push([row, 0, w]);
      continue;
    }
    for (let x = 0; x < w;) {
      const gap = Math.floor(random() * 60 * (1 - depth));
      const start = Math.min(x + gap, w);
      x = Math.min(start + 1 + Math.floor(random() * 60 * depth), w);
      if (start < x) rows.push([row, start, x]);
    }
  }
  return rows;
}

function segment(index: number, sizeHw: SizeHw, rows: readonly Row[]): WireSegment {
  const builder = new RunsBuilder(sizeHw);
  for (const [row, start, end] of rows) {
    builder.push(row * sizeHw[1] + start, row * sizeHw[1] + end);
  }
  return {
    uid: `segment-${index}`,
    class_id: 1 + (index % 2),
    z: index * 1024,
    mask: { size: sizeHw, counts: countsFromRuns(builder.finish()) },
    polygon: null,
    iscrowd: false,
    occluded: false,
    truncated: false,
    attributes: {},
    origin: "model",
    score: null,
  };
}

/** A small seeded generator of numbers in [0, 1) (Tommy Ettinger, 2017; public domain). */
export function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
