/** Traces masks and simplifies their outlines together, in parts that are small enough to be sent. */

import { unionOf, xor } from "./boolean";
import { numVertices, simplifier } from "./generalise";
import type { Simplifier } from "./generalise";
import { outline } from "./outline";
import { rasterise } from "./polygon";
import { areaPx, emptyRuns } from "./runs";
import type { Polygon, Runs } from "./types";
import type { SizeHw } from "../geometry/points";

/** A segment's pixels, and its vertices where it has any. */
export interface Outlined {
  readonly runs: Runs;
  readonly polygon: Polygon | null;
}

/** What simplifying by some tolerance comes to; the shapes are asked for apart. */
export interface SimplifiedCounts {
  readonly numBefore: number;
  readonly numAfter: number;
  readonly changed: Runs;
  readonly changedPx: number;
}

export class Outlines {
  private masks: Runs[] = [];
  private polygons: Polygon[] = [];
  private context: Polygon[] = [];
  private simplify: Simplifier | null = null;
  private after: Polygon[] = [];

  trace(masks: readonly Runs[]): Polygon[] {
    return masks.map(outline);
  }

  /** Forgets what was added. */
  clear(): void {
    this.masks = [];
    this.polygons = [];
    this.context = [];
    this.simplify = null;
    this.after = [];
  }

  /** Adds shapes to simplify, or neighbours that stay as they are. */
  add(shapes: readonly Outlined[], isContext: boolean): void {
    for (const { runs, polygon } of shapes) {
      (isContext ? this.context : this.polygons).push(polygon ?? outline(runs));
      if (!isContext) this.masks.push(runs);
    }
  }

  simplified(tolerancePx: number, sizeHw: SizeHw): SimplifiedCounts {
    this.simplify ??= simplifier(this.polygons, this.context, sizeHw);
    this.after = this.simplify(tolerancePx);
    const patches = this.masks.map((runs, i) => xor(runs, rasterise(this.after[i]!, sizeHw)));
    const changed = patches.length === 0 ? emptyRuns(sizeHw) : unionOf(patches);
    const count = (polygons: readonly Polygon[]): number =>
      polygons.reduce((sum, polygon) => sum + numVertices(polygon), 0);
    return {
      numBefore: count(this.polygons),
      numAfter: count(this.after),
      changed,
      changedPx: areaPx(changed),
    };
  }

  /** The simplified shapes [from, to), in the order in which they were added. */
  shapes(from: number, to: number): Polygon[] {
    return this.after.slice(from, to);
  }
}
