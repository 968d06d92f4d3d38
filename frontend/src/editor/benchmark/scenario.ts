/** The images of the editor's benchmark: discs on a grid, as many and as large as asked. */

import { imagePoint } from "../../geometry/points";
import type { SizeHw } from "../../geometry/points";
import { strokeSpans } from "../../masks/brush";
import { countsFromRuns } from "../../masks/counts";
import { RunsBuilder } from "../../masks/runs";
import { Spans } from "../../masks/spans";
import { createEditor } from "../editor";
import type { Editor, OverlapMode } from "../types";
import type { WireSegment } from "../wire";

export interface Scenario {
  readonly name: string;
  readonly sizeHw: SizeHw;
  readonly overlapMode: OverlapMode;
  readonly numSegments: number;
}

export const scenarios: readonly Scenario[] = [
  { name: "full_hd_300", sizeHw: [1080, 1920], overlapMode: "layered", numSegments: 300 },
  {
    name: "full_hd_300_exclusive",
    sizeHw: [1080, 1920],
    overlapMode: "exclusive",
    numSegments: 300,
  },
  { name: "8192_5000", sizeHw: [8192, 8192], overlapMode: "layered", numSegments: 5000 },
  {
    name: "8192_5000_exclusive",
    sizeHw: [8192, 8192],
    overlapMode: "exclusive",
    numSegments: 5000,
  },
];

const classes = [
  { classId: 1, name: "car", color: "#e53935" },
  { classId: 2, name: "road", color: "#3949ab" },
];

/** The segments as the API would answer them; layered ones overlap their neighbours. */
export function wireSegments({ sizeHw, overlapMode, numSegments }: Scenario): WireSegment[] {
  const [h, w] = sizeHw;
  const across = Math.ceil(Math.sqrt((numSegments * w) / h));
  const step = w / across;
  const reach = overlapMode === "layered" ? 0.7 : 0.48;
  return Array.from({ length: numSegments }, (_, i): WireSegment => {
    const x = ((i % across) + 0.5) * step;
    const y = (Math.floor(i / across) + 0.5) * step;
    return {
      uid: `segment-${i}`,
      class_id: 1 + (i % 2),
      z: i * 1024,
      mask: { size: sizeHw, counts: discCounts(x, y, Math.floor(step * reach), sizeHw) },
      polygon: null,
      iscrowd: false,
      occluded: false,
      truncated: false,
      attributes: {},
      origin: "model",
      score: null,
    };
  });
}

export function open(scenario: Scenario, segments: readonly WireSegment[]): Editor {
  const { sizeHw, overlapMode } = scenario;
  return createEditor({ sizeHw, overlapMode, classes, segments, suggestions: [] });
}

function discCounts(x: number, y: number, radiusPx: number, sizeHw: SizeHw): string {
  const spans = new Spans();
  const at = imagePoint(x, y);
  strokeSpans(at, at, { diameterPx: 2 * radiusPx, shape: "round" }, sizeHw, spans);
  const builder = new RunsBuilder(sizeHw);
  for (let i = 0; i < spans.length; i += 1) {
    const base = spans.row(i) * sizeHw[1];
    builder.push(base + spans.start(i), base + spans.end(i));
  }
  return countsFromRuns(builder.finish());
}
