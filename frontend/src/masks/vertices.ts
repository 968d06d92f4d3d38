/** Editing a polygon's vertices: finding the one under the pointer, moving, adding and removing. */

import type { ImagePoint } from "../geometry/points";
import { distance, nearestOnLine } from "./segments";
import type { Polygon, Ring, Vertex } from "./types";

/** A vertex, or the edge from a vertex to the next; ring 0 is the outline, others are holes. */
export interface Handle {
  readonly kind: "vertex" | "edge";
  readonly part: number;
  readonly ring: number;
  readonly index: number;
}

/** Which vertex of a polygon. */
export type VertexRef = Pick<Handle, "part" | "ring" | "index">;

/** Every vertex, part by part and ring by ring. */
export function allVertices({ parts }: Polygon): { ref: VertexRef; at: Vertex }[] {
  return parts.flatMap(({ outer, holes }, part) =>
    [outer, ...holes].flatMap((vertices, ring) =>
      vertices.map((at, index) => ({ ref: { part, ring, index }, at })),
    ),
  );
}

/** The nearest vertex within reach, else the nearest edge within reach, else null. */
export function nearestHandle(
  polygon: Polygon,
  at: ImagePoint,
  reachPx: number,
  edgeReachPx = reachPx,
): Handle | null {
  let vertex: Handle | null = null;
  let edge: Handle | null = null;
  let vertexDistance = reachPx;
  let edgeDistance = edgeReachPx;
  for (const [part, { outer, holes }] of polygon.parts.entries()) {
    for (const [ring, vertices] of [outer, ...holes].entries()) {
      for (const [index, from] of vertices.entries()) {
        const toVertex = Math.hypot(from[0] - at.x, from[1] - at.y);
        if (toVertex <= vertexDistance) {
          vertexDistance = toVertex;
          vertex = { kind: "vertex", part, ring, index };
        }
        const after = vertices[(index + 1) % vertices.length]!;
        const toEdge = distance(nearestOnLine(from, after, [at.x, at.y]), [at.x, at.y]);
        if (toEdge <= edgeDistance) {
          edgeDistance = toEdge;
          edge = { kind: "edge", part, ring, index };
        }
      }
    }
  }
  return vertex ?? edge;
}

export function moveVertex(polygon: Polygon, handle: Handle, to: Vertex): Polygon {
  return editRing(polygon, handle, (ring) => ring.with(handle.index, to));
}

/** Adds a vertex on the edge that starts at the handle's vertex. */
export function insertVertex(polygon: Polygon, handle: Handle, at: Vertex): Polygon {
  return editRing(polygon, handle, (ring) => ring.toSpliced(handle.index + 1, 0, at));
}

/** Removes a vertex; null where the ring would have fewer than three. */
export function removeVertex(polygon: Polygon, handle: Handle): Polygon | null {
  const part = polygon.parts[handle.part];
  const ring = part === undefined ? undefined : [part.outer, ...part.holes][handle.ring];
  if (ring === undefined || ring.length <= 3) return null;
  return editRing(polygon, handle, (vertices) => vertices.toSpliced(handle.index, 1));
}

/** Moves several vertices by the same (x, y). */
export function moveVertices(
  polygon: Polygon,
  refs: readonly VertexRef[],
  [dx, dy]: Vertex,
): Polygon {
  if (dx === 0 && dy === 0) return polygon;
  const moving = new Set(refs.map(keyOf));
  return mapRings(polygon, (vertices, part, ring) =>
    vertices.map(([x, y], index): Vertex =>
      moving.has(keyOf({ part, ring, index })) ? [x + dx, y + dy] : [x, y],
    ),
  );
}

/** Removes vertices; rings with fewer than three left go, a part with its outer ring. */
export function withoutVertices(polygon: Polygon, refs: readonly VertexRef[]): Polygon {
  const gone = new Set(refs.map(keyOf));
  const { parts } = mapRings(polygon, (vertices, part, ring) =>
    vertices.filter((_, index) => !gone.has(keyOf({ part, ring, index }))),
  );
  return {
    parts: parts
      .filter(({ outer }) => outer.length >= 3)
      .map(({ outer, holes }) => ({ outer, holes: holes.filter((hole) => hole.length >= 3) })),
  };
}

function keyOf({ part, ring, index }: VertexRef): string {
  return `${part}/${ring}/${index}`;
}

function mapRings(
  { parts }: Polygon,
  edit: (ring: Ring, part: number, ringNumber: number) => Ring,
): Polygon {
  return {
    parts: parts.map(({ outer, holes }, part) => ({
      outer: edit(outer, part, 0),
      holes: holes.map((hole, i) => edit(hole, part, i + 1)),
    })),
  };
}

/** Puts another ring in a ring's place. */
export function withRing(polygon: Polygon, at: Pick<Handle, "part" | "ring">, ring: Ring): Polygon {
  return editRing(polygon, at, () => ring);
}

function editRing(
  polygon: Polygon,
  handle: Pick<Handle, "part" | "ring">,
  edit: (ring: Ring) => Ring,
): Polygon {
  return {
    parts: polygon.parts.map((part, i) =>
      i !== handle.part
        ? part
        : {
            outer: handle.ring === 0 ? edit(part.outer) : part.outer,
            holes: part.holes.map((hole, j) => (j + 1 === handle.ring ? edit(hole) : hole)),
          },
    ),
  };
}
