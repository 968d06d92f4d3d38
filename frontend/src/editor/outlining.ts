/** Masks and polygons into each other, and fewer vertices: for all that is selected, or for every segment. */

import { subtract, unionOf, xor } from "../masks/boolean";
import { numVertices, simplifier } from "../masks/generalise";
import type { Simplifier } from "../masks/generalise";
import { outline } from "../masks/outline";
import { rasterise } from "../masks/polygon";
import { areaPx, emptyRuns } from "../masks/runs";
import { isSimplePolygon } from "../masks/simple";
import { spansOfRuns } from "../masks/spans";
import type { Polygon, Runs } from "../masks/types";
import { shellChange } from "./change";
import type { Core } from "./core";
import { isFrozen } from "./layer";
import { isMuch } from "./outliner";
import type { Outliner } from "./outliner";
import type { Item } from "./layer";
import { selectedSegments } from "./selection";
import type { EditorSegment, Simplifying, Uid } from "./types";

/** Outlines by mask: tracing follows the mask's runs, and a preview asks again and again. */
const outlines = new WeakMap<Runs, Polygon>();

/** A segment's vertices; a mask has those of its pixel edges. */
export function outlineOf({ polygon, runs }: Pick<EditorSegment, "polygon" | "runs">): Polygon {
  if (polygon !== null) return polygon;
  let traced = outlines.get(runs);
  if (traced === undefined) {
    traced = outline(runs);
    outlines.set(runs, traced);
  }
  return traced;
}

/** Selected segments that may be changed; without a selection all of them. The page is told of locked ones. */
function targets(core: Core): Item<EditorSegment>[] {
  const selected = selectedSegments(core.state);
  const items =
    selected.length === 0
      ? core.segments.all()
      : selected.flatMap((uid) => core.segments.get(uid) ?? []);
  const free = items.filter((item) => !isFrozen(item));
  if (items.length === 0) core.notify("no_segment");
  else if (free.length < items.length) core.notify("locked", items[0]!.region.uid);
  return free;
}

/**
 * Gives masks their pixel edges as vertices; where all are polygons already, makes them masks. No pixel
 * changes.
 */
export function convert(core: Core, outliner: Outliner): void {
  const regions = targets(core).map(({ region }) => region);
  const masks = regions.filter(({ polygon }) => polygon === null);
  const untraced = masks.filter(({ runs }) => !outlines.has(runs));
  if (isMuch(untraced)) {
    outliner.run(convertMany(core, outliner, untraced, masks));
    return;
  }
  const changes =
    masks.length > 0
      ? masks.map((region) => shellChange(region, { polygon: outlineOf(region) }))
      : regions.map((region) => shellChange(region, { polygon: null }));
  core.commit({ changes, moves: [] }, "convert");
}

/** What somebody changed or locked meanwhile is left as it is. */
async function convertMany(
  core: Core,
  outliner: Outliner,
  untraced: readonly EditorSegment[],
  masks: readonly EditorSegment[],
): Promise<void> {
  const traced = await outliner.trace(untraced);
  if (traced === null) return;
  untraced.forEach(({ runs }, i) => outlines.set(runs, traced[i]!));
  const changes = masks.flatMap((region) => {
    const item = core.segments.get(region.uid);
    const isSame = item?.region === region && !isFrozen(item);
    return isSame ? [shellChange(region, { polygon: outlineOf(region) })] : [];
  });
  core.commit({ changes, moves: [] }, "convert");
}

/** The tolerance that a preview starts with: takes the steps out of pixel edges. */
export const FIRST_TOLERANCE_PX = 1;

/** Shows what simplifying would do. */
export function startSimplifying(core: Core, outliner: Outliner): void {
  const items = targets(core);
  const uids = items.map(({ region }) => region.uid);
  const tolerancePx = core.state.simplifying?.tolerancePx ?? FIRST_TOLERANCE_PX;
  const regions = items.map(({ region }) => region);
  outliner.cancel();
  if (isMuch(regions)) {
    outliner.run(outliner.simplify(regions, neighbours(core, items), tolerancePx));
  } else if (uids.length > 0) core.set({ simplifying: simplified(core, uids, tolerancePx) });
}

export function setTolerance(core: Core, outliner: Outliner, tolerancePx: number): void {
  const { simplifying } = core.state;
  if (simplifying === null || simplifying.tolerancePx === tolerancePx) return;
  if (outliner.isCurrent()) outliner.run(outliner.retune(tolerancePx));
  else core.set({ simplifying: simplified(core, simplifying.uids, tolerancePx) });
}

/** Does what is shown, in one step; false where nothing is. */
export function applySimplified(core: Core, outliner: Outliner): boolean {
  const shown = core.state.simplifying;
  if (shown === null) return false;
  // What others saved in the meantime counts: the plan is made anew where a segment is another.
  const { shapes } = outliner.isCurrent() ? shown : simplified(core, shown.uids, shown.tolerancePx);
  outliner.cancel();
  core.set({ simplifying: null });
  plans.delete(core);
  const { sizeHw } = core.state;
  const transaction = core.begin();
  const edits = [...shapes].flatMap(([uid, shape]) => {
    const item = core.segments.get(uid);
    return item === undefined || isFrozen(item)
      ? []
      : [{ item, shape, pixels: rasterise(shape, sizeHw) }];
  });
  // First everybody gives up what goes to a neighbour; then nobody else can lose a pixel.
  for (const { item, pixels } of edits) {
    transaction.remove(item, spansOfRuns(subtract(item.region.runs, pixels)));
  }
  for (const { item, shape, pixels } of edits) {
    const mode = core.state.overlapMode === "exclusive" ? "unlabelled" : "above";
    transaction.shape(item, isSimplePolygon(shape) ? shape : null, pixels, mode);
  }
  core.commit({ changes: transaction.finish(), moves: [] }, "simplify", true);
  return true;
}

/** What simplifying needs to know of some segments, whatever the tolerance. */
interface Plan {
  readonly regions: readonly EditorSegment[];
  readonly before: readonly Polygon[];
  readonly simplify: Simplifier;
}

/** The plan of the preview that is shown: moving the tolerance does not look at all vertices anew. */
const plans = new WeakMap<Core, Plan>();

function planFor(core: Core, uids: readonly Uid[]): Plan {
  const items = uids.flatMap((uid) => core.segments.get(uid) ?? []);
  const regions = items.map(({ region }) => region);
  const known = plans.get(core);
  const isSame =
    known?.regions.length === regions.length &&
    regions.every((each, i) => each === known.regions[i]);
  if (known !== undefined && isSame) return known;
  const before = regions.map(outlineOf);
  const simplify = simplifier(before, neighbours(core, items).map(outlineOf), core.state.sizeHw);
  const plan = { regions, before, simplify };
  plans.set(core, plan);
  return plan;
}

function simplified(core: Core, uids: readonly Uid[], tolerancePx: number): Simplifying {
  const { sizeHw } = core.state;
  const { regions, before, simplify } = planFor(core, uids);
  const after = simplify(tolerancePx);
  const patches = regions.map(({ runs }, i) => xor(runs, rasterise(after[i]!, sizeHw)));
  const changed = patches.length === 0 ? emptyRuns(sizeHw) : unionOf(patches);
  const count = (polygons: readonly Polygon[]): number =>
    polygons.reduce((sum, polygon) => sum + numVertices(polygon), 0);
  return {
    uids: regions.map(({ uid }) => uid),
    tolerancePx,
    shapes: new Map(regions.map(({ uid }, i) => [uid, after[i]!])),
    numBefore: count(before),
    numAfter: count(after),
    changed,
    changedPx: areaPx(changed),
  };
}

/** Outlines of what lies round the segments and stays as it is; layered segments may overlap anyway. */
function neighbours(core: Core, items: readonly Item<EditorSegment>[]): EditorSegment[] {
  if (core.state.overlapMode === "layered") return [];
  const own = new Set(items.map(({ region }) => region.uid));
  const found = new Map<Uid, EditorSegment>();
  for (const { box } of items) {
    for (const { region } of core.segments.meeting([
      box[0] - 1,
      box[1] - 1,
      box[2] + 1,
      box[3] + 1,
    ])) {
      if (!own.has(region.uid)) found.set(region.uid, region);
    }
  }
  return [...found.values()];
}
