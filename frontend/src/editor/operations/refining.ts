/** Refined masks as a proposal: what segments would be, as far as others let them. */

import { intersect, subtract, union } from "../../masks/boolean";
import { areaPx, emptyRuns, equalRuns, isEmptyRuns } from "../../masks/runs";
import type { Runs } from "../../masks/types";
import type { Core } from "../core";
import { pixelsOwnedBy } from "../foreign";
import { isFrozen } from "../layer";
import type { SegmentItem } from "../transaction";
import type { Proposal } from "../types";
import type { OperationTool } from "../wire";
import type { Refined, RefinementSummary } from "./interface";

export function proposeRefined(
  core: Core,
  refined: readonly Refined[],
  tool: OperationTool,
): RefinementSummary {
  const targets: { target: string; runs: Runs }[] = [];
  let [gained, lost, numVanishing] = [0, 0, 0];
  let claimed = emptyRuns(core.state.sizeHw);
  for (const { uid, runs } of refined) {
    const item = core.segments.get(uid);
    if (item === undefined || isFrozen(item)) continue;
    const before = item.region.runs;
    const wanted = subtract(subtract(runs, before), claimed);
    const after = union(intersect(before, runs), subtract(wanted, refusedTo(core, item, wanted)));
    if (isEmptyRuns(after)) numVanishing += 1;
    if (isEmptyRuns(after) || equalRuns(before, after)) continue;
    gained += areaPx(subtract(after, before));
    lost += areaPx(subtract(before, after));
    targets.push({ target: uid, runs: after });
    // Of segments refined together none takes what another has just got.
    if (isSparing(core) || core.state.overlapMode === "exclusive")
      claimed = union(claimed, subtract(after, before));
  }
  core.set({ proposal: proposalOf(targets, tool) });
  return { gained, lost, numVanishing };
}

function proposalOf(
  [first, ...also]: readonly { target: string; runs: Runs }[],
  tool: OperationTool,
): Proposal | null {
  if (first === undefined) return null;
  return { ...first, also, origin: "brush", score: null, tool };
}

/** Whether the paint mode leaves others all that they show. */
function isSparing({ state: { overlapMode, paintMode } }: Core): boolean {
  return overlapMode === "exclusive" ? paintMode !== "above" : paintMode === "unlabelled";
}

/** The wanted pixels that a segment may not have: those of locked, spared or equally refined segments. */
function refusedTo(core: Core, own: SegmentItem, wanted: Runs): Runs {
  const { overlapMode, selectedUid, alsoSelected } = core.state;
  const sparesAll = isSparing(core);
  if (overlapMode === "layered" && !sparesAll) return emptyRuns(wanted.sizeHw);
  return pixelsOwnedBy(wanted, core.segments, (item) => {
    if (item.region.uid === own.region.uid) return false;
    const isRefined = item.region.uid === selectedUid || alsoSelected.has(item.region.uid);
    return sparesAll || isRefined || isFrozen(item);
  });
}
