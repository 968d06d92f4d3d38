/** Whole shapes at once: closed polygons, edited vertices and masks from an assistant. */

import { clampVertex, isSimplePolygon, withoutRepeats } from "../masks/simple";
import { rasterise } from "../masks/polygon";
import { isEmptyRuns } from "../masks/runs";
import { ringAt } from "../masks/border";
import type { VertexRef } from "../masks/vertices";
import type { ImagePoint } from "../geometry/points";
import { insertVertex, moveVertex, removeVertex } from "../masks/vertices";
import type { Polygon, Ring, Runs } from "../masks/types";
import type { SegmentShell } from "./change";
import type { Core } from "./core";
import { isFrozen } from "./layer";
import { classToDraw, newShell } from "./shells";
import { isPicked, movePicked, picked, shifted } from "./vertices";
import type { VertexEdit } from "./tools/event";
import type { Uid } from "./types";
import type { OperationTool } from "./wire";

/** A ring that the polygon tool closed becomes a segment, and is selected. */
export function insertPolygon(core: Core, ring: Ring): Uid | null {
  const { sizeHw } = core.state;
  const classId = classToDraw(core);
  if (classId === null) return null;
  const outer = withoutRepeats(ring.map((vertex) => clampVertex(vertex, sizeHw)));
  const polygon = { parts: [{ outer, holes: [] }] };
  return insertShape(core, {
    shell: newShell(core, classId, "polygon"),
    polygon: keptVertices(core, polygon),
    pixels: rasterise(polygon, sizeHw),
    tool: "polygon",
  });
}

/** What the scissors cut out becomes a segment, and is selected. It is a mask: its edge goes round every pixel. */
export function insertWire(core: Core, ring: Ring): Uid | null {
  const { sizeHw } = core.state;
  const classId = classToDraw(core);
  if (classId === null) return null;
  const outer = withoutRepeats(ring.map((vertex) => clampVertex(vertex, sizeHw)));
  const pixels = rasterise({ parts: [{ outer, holes: [] }] }, sizeHw);
  const shell = newShell(core, classId, "scissors");
  return insertShape(core, { shell, polygon: null, pixels, tool: "scissors" });
}

/** A mask that came from outside the canvas becomes a segment, and is selected. */
export function insertMask(
  core: Core,
  pixels: Runs,
  classId: number,
  origin: string,
  score: number | null,
): Uid | null {
  const shell = newShell(core, classId, origin, score);
  return insertShape(core, { shell, polygon: null, pixels, tool: "box" });
}

/** Moves, adds or removes a vertex of the selected polygon. */
export function editVertex(core: Core, edit: VertexEdit): void {
  const { selectedUid, sizeHw } = core.state;
  const item = selectedUid === null ? undefined : core.segments.get(selectedUid);
  if (item === undefined || item.region.polygon === null) return;
  if (edit.kind === "move" && isPicked(core, edit.handle)) {
    const [dx, dy] = offset(item.region.polygon, edit.handle, edit.to);
    movePicked(core, dx, dy);
    return;
  }
  if (isFrozen(item)) {
    core.notify("locked", item.region.uid);
    return;
  }
  const polygon = edited(item.region.polygon, edit, core);
  if (polygon === null) return;
  const pixels = rasterise(polygon, sizeHw);
  if (isEmptyRuns(pixels)) {
    core.notify("empty_shape", item.region.uid);
    return;
  }
  const transaction = core.begin();
  transaction.shape(item, keptVertices(core, polygon), pixels, core.state.paintMode);
  core.commit({ changes: transaction.finish(), moves: [] }, "vertex", true);
}

/** The polygon as an edit leaves it; also what is drawn while a vertex is dragged. */
export function edited(polygon: Polygon, edit: VertexEdit, core: Core): Polygon | null {
  if (edit.kind === "remove") return removeVertex(polygon, edit.handle);
  if (edit.kind === "move" && isPicked(core, edit.handle)) {
    return shifted(core, polygon, picked(core), ...offset(polygon, edit.handle, edit.to));
  }
  const to = clampVertex([edit.to.x, edit.to.y], core.state.sizeHw);
  return edit.kind === "move"
    ? moveVertex(polygon, edit.handle, to)
    : insertVertex(polygon, edit.handle, to);
}

/** From a vertex to where the pointer is. */
function offset(polygon: Polygon, handle: VertexRef, to: ImagePoint): [number, number] {
  const [x, y] = ringAt(polygon, handle)[handle.index]!;
  return [to.x - x, to.y - y];
}

interface Shape {
  readonly shell: SegmentShell;
  readonly polygon: Polygon | null;
  readonly pixels: Runs;
  readonly tool: OperationTool;
}

function insertShape(core: Core, { shell, polygon, pixels, tool }: Shape): Uid | null {
  const transaction = core.begin();
  const target = transaction.create(shell);
  transaction.shape(target, polygon, pixels, core.state.paintMode);
  const changes = transaction.finish();
  if (changes.length === 0) {
    core.notify("empty_shape");
    return null;
  }
  core.commit({ changes, moves: [] }, tool, true);
  core.set({ selectedUid: shell.uid });
  return shell.uid;
}

/** The server refuses crossing edges: such a shape is kept as a mask, its pixels unchanged. */
function keptVertices(core: Core, polygon: Polygon): Polygon | null {
  if (isSimplePolygon(polygon)) return polygon;
  core.notify("crossing_polygon");
  return null;
}
