/** Editing a polygon's vertices: finding the one under the pointer, moving, adding and removing. */

import type { ImagePoint } from "../geometry/points";
import type { Polygon, Ring, Vertex } from "./types";

/** A vertex, or the edge from a vertex to the next; ring 0 is the outline, others are holes. */
export interface Handle {
  readonly kind: "vertex" | "edge";
  readonly part: number;
  readonly ring: number;
  readonly index: number;
}

/** The nearest vertex within reach, else the nearest edge within reach, else null. */
export function nearestHandle(polygon: Polygon, at: ImagePoint, reachPx: number): Handle | null {
  let vertex: Handle | null = null;
  let edge: Handle | null = null;
  let vertexDistance = reachPx;
  let edgeDistance = reachPx;
  for (const [part, { outer, holes }] of polygon.parts.entries()) {
    for (const [ring, vertices] of [outer, ...holes].entries()) {
      for (const [index, from] of vertices.entries()) {
        const toVertex = Math.hypot(from[0] - at.x, from[1] - at.y);
        if (toVertex <= vertexDistance) {
          vertexDistance = toVertex;
          vertex = { kind: "vertex", part, ring, index };
        }
        const toEdge = distanceToEdge(at, from, vertices[(index + 1) % vertices.length]!);
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

function editRing(polygon: Polygon, handle: Handle, edit: (ring: Ring) => Ring): Polygon {
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

function distanceToEdge(at: ImagePoint, from: Vertex, to: Vertex): number {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const squared = dx * dx + dy * dy;
  const along = squared === 0 ? 0 : ((at.x - from[0]) * dx + (at.y - from[1]) * dy) / squared;
  const t = Math.min(Math.max(along, 0), 1);
  return Math.hypot(at.x - from[0] - t * dx, at.y - from[1] - t * dy);
}
