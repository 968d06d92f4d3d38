/** What a closed line becomes: a segment, a part or a hole of the selected one, a stretch of its outline. */

import { forwards, lengthOf, nearestPlace, placeOn, ringAt } from "../masks/border";
import { subtract, union } from "../masks/boolean";
import { rasterise } from "../masks/polygon";
import { equalRuns, isEmptyRuns } from "../masks/runs";
import { clampVertex, isSimplePolygon, withoutRepeats } from "../masks/simple";
import type { Polygon, PolygonPart, Ring, Runs } from "../masks/types";
import { withRing } from "../masks/vertices";
import type { Core } from "./core";
import { isFrozen } from "./layer";
import type { Item } from "./layer";
import { magnet } from "./magnet";
import { outlineOf } from "./outlining";
import { insertPolygon } from "./shapes";
import { freeGuide } from "./tools/guide";
import type { Guide } from "./tools/guide";
import { REACH_SCREEN_PX, trailTolerancePx } from "./tools/polygon";
import type { EditorSegment, PolygonMode } from "./types";
import type { OperationTool } from "./wire";

/** The selected segment, if it may be changed; the page is told why not. */
function target(core: Core): Item<EditorSegment> | null {
  const { selectedUid } = core.state;
  const item = selectedUid === null ? undefined : core.segments.get(selectedUid);
  if (item === undefined) core.notify("no_segment");
  else if (!isFrozen(item)) return item;
  else core.notify("locked", item.region.uid);
  return null;
}

/** Chooses what is drawn next and takes up the polygon tool for it. */
export function startMode(core: Core, mode: PolygonMode): void {
  if (mode !== "new" && target(core) === null) return;
  core.set({ polygonMode: mode, tool: "polygon", hoverUid: null });
}

/** A stretch is drawn once: then the outline's vertices can be moved again. */
export function endMode(core: Core): void {
  if (core.state.polygonMode === "redraw") core.set({ polygonMode: "new", tool: "select" });
}

/** Named in anchors that lie on the outline that is drawn anew. */
const OWN = "own";

/** Leads the polygon tool. @param isInverted the magnet does the opposite of its switch. */
export function guideFor(core: Core, isInverted: boolean): Guide {
  const { isMagnetic, polygonMode, selectedUid, view } = core.state;
  const own = polygonMode === "new" || selectedUid === null ? [] : [selectedUid];
  const led = isMagnetic !== isInverted ? magnet(core, new Set(own)) : freeGuide;
  const guide = {
    ...led,
    reachPx: REACH_SCREEN_PX / view.scale,
    freehandPx: trailTolerancePx(view.scale),
  };
  const region = selectedUid === null ? undefined : core.segments.get(selectedUid)?.region;
  if (polygonMode !== "redraw" || region === undefined) return guide;
  const shape = outlineOf(region);
  return {
    ...guide,
    anchor(at, reachPx) {
      const place = nearestPlace(shape, [at.x, at.y], reachPx);
      return place === null ? led.anchor(at, reachPx) : { at: place.at, on: [OWN] };
    },
    ends: ({ on }) => on.includes(OWN),
  };
}

export function closeLine(core: Core, line: Ring, takesLonger: boolean): void {
  switch (core.state.polygonMode) {
    case "new":
      insertPolygon(core, line);
      break;
    case "part":
    case "hole":
      addRing(core, line, core.state.polygonMode);
      break;
    case "redraw":
      redraw(core, line, takesLonger);
      endMode(core);
      break;
  }
}

/** Adds a ring's pixels to the selected segment or takes them away; vertices are kept where rings allow. */
function addRing(core: Core, line: Ring, kind: "part" | "hole"): void {
  const item = target(core);
  if (item === null) return;
  const { sizeHw } = core.state;
  const outer = withoutRepeats(line.map((vertex) => clampVertex(vertex, sizeHw)));
  const pixels = rasterise({ parts: [{ outer, holes: [] }] }, sizeHw);
  const { runs, polygon } = item.region;
  const wanted = kind === "part" ? union(runs, pixels) : subtract(runs, pixels);
  if (equalRuns(wanted, runs) || isEmptyRuns(wanted)) {
    core.notify("empty_shape", item.region.uid);
    return;
  }
  const shapes =
    polygon === null ? [] : kind === "part" ? [withPart(polygon, outer)] : cut(polygon, outer);
  const kept = shapes.find(
    (shape) => isSimplePolygon(shape) && equalRuns(rasterise(shape, sizeHw), wanted),
  );
  if (polygon !== null && kept === undefined) core.notify("became_mask", item.region.uid);
  reshape(core, item, kept ?? null, wanted, "polygon");
}

function withPart({ parts }: Polygon, outer: Ring): Polygon {
  return { parts: [...parts, { outer, holes: [] }] };
}

/** The polygon with a hole in each of its parts in turn: only the part round the ring takes it. */
function cut({ parts }: Polygon, hole: Ring): Polygon[] {
  const pierced = (part: PolygonPart): PolygonPart => ({ ...part, holes: [...part.holes, hole] });
  return parts.map((part, i) => ({ parts: parts.with(i, pierced(part)) }));
}

/** Puts a line in place of the shorter stretch of a ring between its ends, or of the longer one. */
function redraw(core: Core, drawn: Ring, takesLonger: boolean): void {
  const item = target(core);
  if (item === null) return;
  const { sizeHw } = core.state;
  const line = drawn.map((vertex) => clampVertex(vertex, sizeHw));
  const shape = redrawn(outlineOf(item.region), line, takesLonger);
  if (shape === null) {
    core.notify("off_outline", item.region.uid);
    return;
  }
  const pixels = rasterise(shape, sizeHw);
  if (isEmptyRuns(pixels)) {
    core.notify("empty_shape", item.region.uid);
    return;
  }
  const wasPolygon = item.region.polygon !== null;
  const isKept = wasPolygon && isSimplePolygon(shape);
  if (wasPolygon && !isKept) core.notify("crossing_polygon", item.region.uid);
  reshape(core, item, isKept ? shape : null, pixels, "redraw");
}

/** The polygon with a line for a stretch of one ring; null where the ends lie on no ring together. */
export function redrawn(polygon: Polygon, line: Ring, takesLonger: boolean): Polygon | null {
  const [a, b] = [placeOn(polygon, line[0]!), placeOn(polygon, line[line.length - 1]!)];
  if (a === null || b === null || a.part !== b.part || a.ring !== b.ring) return null;
  const ring = ringAt(polygon, a);
  const [there, back] = [forwards(ring, a, b), forwards(ring, b, a)];
  const isThereLonger = lengthOf([a.at, ...there, b.at]) > lengthOf([b.at, ...back, a.at]);
  const next =
    isThereLonger === takesLonger ? [...line, ...back] : [...line.toReversed(), ...there];
  const clean = withoutRepeats(next);
  return clean.length < 3 ? null : withRing(polygon, a, clean);
}

/** Brings a segment to a polygon's pixels, or to any pixels without vertices, in one step. */
export function reshape(
  core: Core,
  item: Item<EditorSegment>,
  polygon: Polygon | null,
  pixels: Runs,
  tool: OperationTool,
): void {
  const transaction = core.begin();
  transaction.shape(item, polygon, pixels, core.state.paintMode);
  core.commit({ changes: transaction.finish(), moves: [] }, tool, true);
}
