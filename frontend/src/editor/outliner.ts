/** Outlines of many segments: asked for in parts, with progress, and given up as soon as nobody wants them. */

import { wrap } from "comlink";

import { Outlines } from "../masks/outlines";
import type { Outlined } from "../masks/outlines";
import type { OutlineWorker } from "../masks/outlining.worker";
import type { Polygon, Runs } from "../masks/types";
import type { Core } from "./core";
import type { EditorSegment, Outlining, Simplifying } from "./types";

/** Polygons are objects in objects: so many arrive within a frame. */
const AT_A_TIME = 64;
/** Run bounds that are traced and simplified between two frames; more goes to the worker. */
const QUICK_BOUNDS = 60_000;

/** The same calls on a worker or, where there is none, here. */
type Asked = { [Name in keyof OutlineWorker]: Asking<OutlineWorker[Name]> };
type Asking<F> = F extends (...args: infer A) => infer R ? (...args: A) => Promise<R> : never;

interface Bench {
  readonly asked: Asked;
  readonly end: () => void;
}

export function isMuch(regions: readonly EditorSegment[]): boolean {
  let bounds = 0;
  for (const { runs } of regions) bounds += runs.bounds.length;
  return bounds > QUICK_BOUNDS;
}

export class Outliner {
  private bench: Bench | null = null;
  /** Grows with everything that is asked; answers to older questions are dropped. */
  private question = 0;
  /** What the worker's shapes are of. */
  private prepared: readonly EditorSegment[] = [];
  private isAsking = false;
  private wished: number | null = null;

  constructor(private readonly core: Core) {}

  /** Does a part of the work; what fails leaves nothing half done behind. */
  run(work: Promise<unknown>): void {
    work.catch((error: unknown) => {
      this.cancel();
      throw error;
    });
  }

  /** Gives up what is under way. */
  cancel(): void {
    this.question += 1;
    this.bench?.end();
    this.bench = null;
    this.prepared = [];
    this.isAsking = false;
    this.wished = null;
    if (this.core.state.outlining !== null) this.core.set({ outlining: null });
  }

  /** Vertices of masks, in their order; null where that was given up. */
  async trace(regions: readonly EditorSegment[]): Promise<Polygon[] | null> {
    const question = this.begin("convert", regions.length);
    const polygons: Polygon[] = [];
    for (let from = 0; from < regions.length; from += AT_A_TIME) {
      const part = regions.slice(from, from + AT_A_TIME).map(({ runs }) => alone(runs));
      polygons.push(...(await this.ask().trace(part)));
      if (!this.goesOn(question, polygons.length)) return null;
    }
    this.cancel();
    return polygons;
  }

  /** Shows regions simplified, among neighbours that stay as they are. */
  async simplify(
    regions: readonly EditorSegment[],
    context: readonly EditorSegment[],
    tolerancePx: number,
  ): Promise<void> {
    const question = this.begin("simplify", regions.length + context.length);
    await this.ask().clear();
    let done = 0;
    for (const [all, isContext] of [
      [regions, false],
      [context, true],
    ] as const) {
      for (let from = 0; from < all.length; from += AT_A_TIME) {
        const part = all.slice(from, from + AT_A_TIME).map(outlined);
        await this.ask().add(part, isContext);
        done += part.length;
        if (!this.goesOn(question, done)) return;
      }
    }
    this.prepared = regions;
    await this.show(question, tolerancePx);
  }

  /** Another tolerance for what is prepared; of several wishes the last counts. */
  async retune(tolerancePx: number): Promise<void> {
    this.wished = tolerancePx;
    if (this.isAsking) return;
    this.isAsking = true;
    const { question } = this;
    while (this.wished !== null && question === this.question) {
      const next: number = this.wished;
      this.wished = null;
      await this.show(question, next);
    }
    if (question === this.question) this.isAsking = false;
  }

  /** Whether the preview shown is of what the segments are now. */
  isCurrent(): boolean {
    return (
      this.prepared.length > 0 &&
      this.prepared.every((region) => this.core.segments.get(region.uid)?.region === region)
    );
  }

  private async show(question: number, tolerancePx: number): Promise<void> {
    const regions = this.prepared;
    const counts = await this.ask().simplified(tolerancePx, this.core.state.sizeHw);
    const shapes: Simplifying["shapes"] & Map<string, Polygon> = new Map();
    for (let from = 0; from < regions.length; from += AT_A_TIME) {
      if (question !== this.question) return;
      const part = await this.ask().shapes(from, from + AT_A_TIME);
      part.forEach((polygon, i) => shapes.set(regions[from + i]!.uid, polygon));
    }
    // Whoever dropped the preview meanwhile does not want to see it come back.
    const { outlining, simplifying } = this.core.state;
    const isDropped = outlining === null && simplifying === null;
    if (question !== this.question || isDropped) return;
    const uids = regions.map(({ uid }) => uid);
    this.core.set({ outlining: null, simplifying: { uids, tolerancePx, shapes, ...counts } });
  }

  private begin(kind: Outlining["kind"], total: number): number {
    this.cancel();
    this.core.set({ outlining: { kind, done: 0, total } });
    return this.question;
  }

  private goesOn(question: number, done: number): boolean {
    if (question !== this.question) return false;
    const { outlining } = this.core.state;
    if (outlining !== null) this.core.set({ outlining: { ...outlining, done } });
    return true;
  }

  private ask(): Asked {
    this.bench ??= openBench();
    return this.bench.asked;
  }
}

function openBench(): Bench {
  if (typeof Worker === "undefined") {
    const here = new Outlines();
    const asked: Asked = {
      trace: (masks) => Promise.resolve(here.trace(masks)),
      clear: () => {
        here.clear();
        return Promise.resolve();
      },
      add: (shapes, isContext) => {
        here.add(shapes, isContext);
        return Promise.resolve();
      },
      simplified: (...given) => Promise.resolve(here.simplified(...given)),
      shapes: (from, to) => Promise.resolve(here.shapes(from, to)),
    };
    return { asked, end: () => undefined };
  }
  const worker = new Worker(new URL("../masks/outlining.worker.ts", import.meta.url), {
    type: "module",
  });
  return { asked: wrap<OutlineWorker>(worker), end: () => worker.terminate() };
}

/** Bounds in a buffer of their own: a view into that of all segments would send all of them. */
function alone({ sizeHw, bounds }: Runs): Runs {
  return { sizeHw, bounds: bounds.slice() };
}

function outlined({ runs, polygon }: EditorSegment): Outlined {
  return { runs: alone(runs), polygon };
}
