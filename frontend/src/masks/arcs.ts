/**
 * The lines that the borders of several shapes are made of: a border that two shapes have in common is one
 * arc, so that whatever is done to it is done for both, and neither gap nor overlap comes between them.
 */

import type { Ring, Vertex } from "./types";

/** From node to node, or closed (the first vertex repeated) where a ring meets nobody. */
export interface Arc {
  readonly vertices: readonly Vertex[];
  /** Which shapes have it in their border. */
  readonly shapes: ReadonlySet<number>;
}

/** A ring as arcs, in order; `isReversed` where it runs against the arc's direction. */
export type RingOfArcs = readonly { readonly arc: number; readonly isReversed: boolean }[];

export interface Topology {
  readonly arcs: readonly Arc[];
  /** For each given ring. */
  readonly rings: readonly RingOfArcs[];
}

/** A ring and the number of the shape that it belongs to. */
export interface OwnedRing {
  readonly ring: Ring;
  readonly shape: number;
}

export function topologyOf(owned: readonly OwnedRing[]): Topology {
  const vertices = new Vertices();
  const walks = splitAtCorners(owned.map(({ ring }) => ring)).map((ring) =>
    ring.map((vertex) => vertices.idOf(vertex)),
  );
  const isNode = vertices.nodes(walks);
  const arcs: { ids: readonly number[]; shapes: Set<number> }[] = [];
  const arcOfEdge = new Map<number, number>();
  const rings = walks.map((walk, i) =>
    cutAtNodes(walk, isNode).map((ids) => {
      const known = arcOfEdge.get(vertices.edge(ids[0]!, ids[1]!));
      const { shape } = owned[i]!;
      if (known !== undefined) {
        arcs[known]!.shapes.add(shape);
        return { arc: known, isReversed: !runsAlong(arcs[known]!.ids, ids) };
      }
      const arc = arcs.push({ ids, shapes: new Set([shape]) }) - 1;
      for (let k = 1; k < ids.length; k += 1) {
        arcOfEdge.set(vertices.edge(ids[k - 1]!, ids[k]!), arc);
      }
      return { arc, isReversed: false };
    }),
  );
  return {
    arcs: arcs.map(({ ids, shapes }) => ({ vertices: ids.map((id) => vertices.at(id)), shapes })),
    rings,
  };
}

/** Puts a ring together again from its arcs' vertices. */
export function ringFrom(ring: RingOfArcs, lines: readonly (readonly Vertex[])[]): Ring {
  return ring.flatMap(({ arc, isReversed }) => {
    const line = lines[arc]!;
    return isReversed ? line.slice(1).reverse() : line.slice(0, -1);
  });
}

/**
 * Upright and level edges get a vertex wherever another ring has one on them: edges are then common as a
 * whole or not at all. (Pixel borders have no other edges; drawn neighbours share whole edges.)
 */
function splitAtCorners(rings: readonly Ring[]): Ring[] {
  const byX = new Map<number, number[]>();
  const byY = new Map<number, number[]>();
  for (const ring of rings) {
    for (const [x, y] of ring) {
      push(byX, x, y);
      push(byY, y, x);
    }
  }
  for (const places of [...byX.values(), ...byY.values()]) places.sort((a, b) => a - b);
  return rings.map((ring) =>
    ring.flatMap((from, i) => {
      const to = ring[(i + 1) % ring.length]!;
      if (from[0] === to[0]) {
        return [
          from,
          ...between(byX.get(from[0])!, from[1], to[1]).map((y): Vertex => [from[0], y]),
        ];
      }
      if (from[1] !== to[1]) return [from];
      return [from, ...between(byY.get(from[1])!, from[0], to[0]).map((x): Vertex => [x, from[1]])];
    }),
  );
}

function push(map: Map<number, number[]>, key: number, value: number): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

/** The different places strictly between two, in the direction from the one to the other. */
function between(places: readonly number[], from: number, to: number): number[] {
  const [low, high] = from < to ? [from, to] : [to, from];
  let first = 0;
  let end = places.length;
  while (first < end) {
    const middle = (first + end) >>> 1;
    if (places[middle]! <= low) first = middle + 1;
    else end = middle;
  }
  const found: number[] = [];
  for (let i = first; i < places.length && places[i]! < high; i += 1) {
    if (places[i] !== places[i - 1]) found.push(places[i]!);
  }
  return from < to ? found : found.reverse();
}

/** Numbers vertices by their place. */
class Vertices {
  private readonly ids = new Map<number | string, number>();
  private readonly all: Vertex[] = [];

  idOf(vertex: Vertex): number {
    const [x, y] = vertex;
    const isOnGrid = Number.isInteger(x) && Number.isInteger(y) && x >= 0 && y >= 0;
    const key = isOnGrid ? y * 0x200_0000 + x : `${x},${y}`;
    let id = this.ids.get(key);
    if (id === undefined) {
      id = this.all.push(vertex) - 1;
      this.ids.set(key, id);
    }
    return id;
  }

  at(id: number): Vertex {
    return this.all[id]!;
  }

  /** A number for the edge between two vertices, whichever its direction. */
  edge(a: number, b: number): number {
    return Math.min(a, b) * this.all.length + Math.max(a, b);
  }

  /** Where more than one line goes on: more than two different edges end there. */
  nodes(walks: readonly (readonly number[])[]): (id: number) => boolean {
    const edges = new Set<number>();
    const degrees = new Uint32Array(this.all.length);
    for (const walk of walks) {
      walk.forEach((a, i) => {
        const b = walk[(i + 1) % walk.length]!;
        const edge = this.edge(a, b);
        if (edges.has(edge)) return;
        edges.add(edge);
        degrees[a]! += 1;
        degrees[b]! += 1;
      });
    }
    return (id) => degrees[id]! > 2;
  }
}

function cutAtNodes(walk: readonly number[], isNode: (id: number) => boolean): number[][] {
  const first = walk.findIndex(isNode);
  if (first < 0) return [[...walk, walk[0]!]];
  const pieces: number[][] = [];
  let piece = [walk[first]!];
  for (let i = 1; i <= walk.length; i += 1) {
    const id = walk[(first + i) % walk.length]!;
    piece.push(id);
    if (isNode(id)) {
      pieces.push(piece);
      piece = [id];
    }
  }
  return pieces;
}

/** Whether a piece runs through an arc that has the same edges in the arc's direction. */
function runsAlong(arc: readonly number[], piece: readonly number[]): boolean {
  const isClosed = arc[0] === arc[arc.length - 1];
  const place = arc.indexOf(piece[0]!);
  if (!isClosed) return place === 0;
  return arc[place + 1] === piece[1];
}
