/** What thousands of segments and whole images cost: floods, merges, fewer vertices, counting what is free. */

import { imagePoint } from "../../geometry/points";
import { simplifier } from "../../masks/generalise";
import { Flood } from "../../masks/flood";
import type { Polygon, Vertex } from "../../masks/types";
import { similarRows } from "../../pixels/similar";
import { Core } from "../core";
import { Gestures } from "../gestures";
import { combine } from "../operations/booleans";
import { Painting } from "../painting";
import { createScene } from "../scene";
import { Unlabelled } from "../seeing/unlabelled";
import { HUGE, discs, editorClasses } from "./scenario";
import { batches, quantile } from "./timing";
import type { Figures } from "./timing";

const NUM_MERGED = 1_000;
const NUM_VERTICES = 5_000;

export function large(): Figures {
  return { ...floods(), ...merging(), ...simplifying(), ...counting() };
}

/** Of a picture of one colour the flood takes everything; behind a frame of another a small part. */
function floods(): Figures {
  const [h, w] = HUGE;
  const values = new Uint8Array(h * w);
  for (const row of [100, 300]) values.fill(200, row * w + 100, row * w + 300);
  for (let row = 100; row < 300; row += 1) values[row * w + 100] = values[row * w + 299] = 200;
  const pixels = { sizeHw: HUGE, channels: 1 as const, maxValue: 255, values };
  const fill = (row: number, column: number) => (): void => {
    const seed = { row, column };
    const options = { isContiguous: true, neighbours: 4 as const };
    const flood = new Flood(similarRows(pixels, seed, 10), HUGE, seed, options);
    flood.run();
    flood.runs();
  };
  return {
    "flood_8192 whole_ms": quantile(batches(3, 1, fill(4000, 4000)), 0.5),
    "flood_8192 small_200px_ms": quantile(batches(9, 1, fill(200, 200)), 0.5),
  };
}

function hugeCore(): { core: Core; unlabelled: Unlabelled } {
  const scenario = {
    name: "",
    sizeHw: HUGE,
    overlapMode: "exclusive",
    numSegments: 5000,
  } as const;
  const core = new Core({
    sizeHw: HUGE,
    overlapMode: "exclusive",
    classes: editorClasses,
    segments: discs(scenario),
    suggestions: [],
  });
  const unlabelled = new Unlabelled(core);
  createScene(core, new Gestures(core), unlabelled);
  return { core, unlabelled };
}

function merging(): Figures {
  const { core } = hugeCore();
  const [first, ...others] = [...core.state.segments.keys()].slice(0, NUM_MERGED);
  const merges: number[] = [];
  const undos: number[] = [];
  for (let i = 0; i < 5; i += 1) {
    core.set({ selectedUid: first!, alsoSelected: new Set(others) });
    merges.push(...batches(1, 1, () => combine(core, "merge")));
    undos.push(...batches(1, 1, () => core.undo()));
  }
  return {
    "merge_1000 of_5000 p50_ms": quantile(merges, 0.5),
    "merge_1000 undo_p50_ms": quantile(undos, 0.5),
  };
}

function simplifying(): Figures {
  const outer = Array.from({ length: NUM_VERTICES }, (_, i): Vertex => {
    const [angle, reach] = [(i / NUM_VERTICES) * 2 * Math.PI, 2000 + 3 * Math.sin(i)];
    return [4000 + reach * Math.cos(angle), 4000 + reach * Math.sin(angle)];
  });
  const polygon: Polygon = { parts: [{ outer, holes: [] }] };
  const times = batches(5, 1, () => void simplifier([polygon], [], HUGE)(2));
  return { "simplify_5000_vertices p50_ms": quantile(times, 0.5) };
}

/** All of the image once, then after a stroke of 2,000 px along the diagonal. */
function counting(): Figures {
  const { core, unlabelled } = hugeCore();
  const count = (): void => void unlabelled.count(Infinity);
  const [whole] = batches(1, 1, count);
  const painting = new Painting(core);
  core.set({ activeClassId: 1, brush: { radiusPx: 5, shape: "round", hasPressure: false } });
  const after = Array.from({ length: 5 }, (_, i) => {
    const [from, to] = [imagePoint(1000 + 50 * i, 1000), imagePoint(2414 + 50 * i, 2414)];
    painting.open(from, false);
    for (let k = 0; k < 50; k += 1) {
      const at = (part: number) =>
        imagePoint(from.x + (to.x - from.x) * part, from.y + (to.y - from.y) * part);
      painting.stroke(at(k / 50), at((k + 1) / 50));
    }
    painting.commit();
    return batches(1, 1, count)[0]!;
  });
  return {
    "unlabelled_8192 whole_ms": whole!,
    "unlabelled_8192 after_stroke_ms": quantile(after, 0.5),
  };
}
