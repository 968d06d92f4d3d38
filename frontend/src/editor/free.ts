/** Which pixels nobody has, and which of some pixels a gesture may take. */

import type { RowSource } from "../masks/flood";
import { RunsBuilder } from "../masks/runs";
import { spansOfRuns } from "../masks/spans";
import type { Runs } from "../masks/types";
import type { Core } from "./core";
import { NOBODY } from "./idmap";
import { isFrozen } from "./layer";
import type { Layer } from "./layer";
import type { EditorSegment } from "./types";

/** The columns of a row that show no segment. */
export function unlabelledRows({ idMap, sizeHw }: Layer<EditorSegment>): RowSource {
  const w = sizeHw[1];
  const owners = new Int32Array(3 * w);
  return (row) => {
    const used = idMap.owners(row, 0, w, owners);
    const spans: number[] = [];
    for (let i = 0; i < used; i += 3) {
      if (owners[i] === NOBODY) spans.push(owners[i + 1]!, owners[i + 2]!);
    }
    return spans;
  };
}

/** What of the runs the paint mode, locks and other owners leave to the region that is drawn. */
export function takeable(core: Core, runs: Runs): Runs {
  const { overlapMode, paintMode, region, segments: listed } = core.state;
  const { segments } = core;
  const takesAll =
    region.mode === "remove" ||
    listed.size === 0 ||
    (overlapMode === "layered" && paintMode !== "unlabelled") ||
    (overlapMode === "exclusive" && paintMode === "above" && !segments.all().some(isFrozen));
  if (takesAll) return runs;
  const w = runs.sizeHw[1];
  const spans = spansOfRuns(runs);
  const owners = new Int32Array(3 * w);
  const builder = new RunsBuilder(runs.sizeHw);
  for (let i = 0; i < spans.length; i += 1) {
    const row = spans.row(i);
    const used = segments.idMap.owners(row, spans.start(i), spans.end(i), owners);
    for (let k = 0; k < used; k += 3) {
      const owner = owners[k] === NOBODY ? undefined : segments.at(owners[k]!);
      const mayTake =
        owner === undefined ||
        (overlapMode === "exclusive" && paintMode === "above" && !isFrozen(owner));
      if (mayTake) builder.push(row * w + owners[k + 1]!, row * w + owners[k + 2]!);
    }
  }
  return builder.finish();
}
