/**
 * The flood fill: what it would take is proposed, and taken on a second click or Enter.
 *
 * By colour the page's filler answers (a worker that has read the picture); by unlabelled area the id-map
 * is flooded here, in slices between which the page stays alive. Only the newest question counts.
 */

import type { ImagePoint } from "../geometry/points";
import { Flood } from "../masks/flood";
import { hasPixel, isEmptyRuns } from "../masks/runs";
import type { Runs } from "../masks/types";
import type { Filler } from "../pixels/filler";
import type { Core } from "./core";
import { takeable, unlabelledRows } from "./free";
import { acceptProposal } from "./proposing";
import { DRAG_PX } from "./tools/event";
import type { EditorState, Notice } from "./types";

/** How long a slice of flooding may keep the page waiting. */
const SLICE_MS = 12;
/** What is answered sooner needs no word about it. */
const PATIENCE_MS = 150;
/** Screen pixels of dragging for one step of tolerance. */
const SCREEN_PX_PER_STEP = 3;

export interface Seed {
  readonly row: number;
  readonly column: number;
}

export class Filling {
  private filler: Filler | null = null;
  private seed: Seed | null = null;
  /** The tolerance when the pointer was pressed. */
  private pressedTolerance = 0;
  private acceptsOnRelease = false;
  private acceptsWhenDone = false;
  private question = 0;
  private isAsking = false;
  /** One question at a time: what came meanwhile is asked when the answer is there. */
  private isAtFiller = false;
  private patience: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly core: Core) {
    core.store.subscribe((now, before) => this.follow(now, before));
  }

  setFiller(filler: Filler | null): void {
    this.filler = filler;
    this.drop();
  }

  /** The pointer is pressed: on the preview it may mean to take it, elsewhere it seeds a new one. */
  press({ x, y }: ImagePoint): void {
    const [row, column] = [Math.floor(y), Math.floor(x)];
    const [h, w] = this.core.state.sizeHw;
    this.pressedTolerance = this.core.state.fill.tolerance;
    this.acceptsOnRelease = this.isMeant(row, column);
    if (this.acceptsOnRelease) return;
    this.drop();
    if (row < 0 || column < 0 || row >= h || column >= w) return;
    this.seed = { row, column };
    this.ask();
  }

  /** Proposes everything that nobody owns, wherever it is. */
  proposeUnlabelled(): void {
    this.drop();
    const { segments, state } = this.core;
    const isNowhere = { row: 0, column: 0 };
    const flood = new Flood(unlabelledRows(segments), state.sizeHw, isNowhere, {
      isContiguous: false,
      neighbours: 4,
    });
    this.startAsking();
    this.flood(flood, "all_labelled");
  }

  widen(byScreenPx: number): void {
    this.acceptsOnRelease = false;
    const wished = this.pressedTolerance + Math.round(byScreenPx / SCREEN_PX_PER_STEP);
    const tolerance = Math.min(Math.max(wished, 0), 255);
    const { fill } = this.core.state;
    if (tolerance !== fill.tolerance) this.core.set({ fill: { ...fill, tolerance } });
  }

  /** Released without a drag. */
  settle(): void {
    if (!this.acceptsOnRelease) return;
    this.acceptsOnRelease = false;
    if (this.core.state.fillStatus === "idle" && !this.isAsking) acceptProposal(this.core);
    else this.acceptsWhenDone = true;
  }

  /** Forgets the seed and takes the preview away. */
  drop(): void {
    this.question += 1;
    this.seed = null;
    this.acceptsWhenDone = false;
    this.finishAsking();
    if (this.core.state.proposal?.tool === "fill") this.core.set({ proposal: null });
  }

  /** A click on the preview, or again on the seed while it is worked out. */
  private isMeant(row: number, column: number): boolean {
    const { proposal } = this.core.state;
    if (this.isAsking) {
      if (this.seed === null) return false;
      const reachPx = Math.max(DRAG_PX / this.core.state.view.scale, 1);
      return Math.hypot(this.seed.row - row, this.seed.column - column) <= reachPx;
    }
    return proposal?.tool === "fill" && hasPixel(proposal.runs, row, column);
  }

  private follow(now: EditorState, before: EditorState): void {
    if (before.tool === "fill" && now.tool !== "fill") this.drop();
    if (this.seed === null) return;
    const isGone = before.proposal?.tool === "fill" && now.proposal === null;
    if (isGone) this.drop();
    else if (now.fill !== before.fill || now.paintMode !== before.paintMode) this.ask();
  }

  private ask(): void {
    if (this.seed === null) return;
    this.question += 1;
    this.startAsking();
    if (this.core.state.fill.by === "color") void this.askFiller(this.seed);
    else this.floodUnlabelled(this.seed);
  }

  private async askFiller(seed: Seed): Promise<void> {
    if (this.isAtFiller) return;
    const { question } = this;
    if (this.filler === null) {
      this.fail();
      return;
    }
    this.isAtFiller = true;
    try {
      const { tolerance, isContiguous, neighbours } = this.core.state.fill;
      const runs = await this.filler.fill({ seed, tolerance, isContiguous, neighbours });
      this.isAtFiller = false;
      if (question === this.question) this.answer(runs);
      else this.askAgain(runs, seed);
    } catch {
      this.isAtFiller = false;
      if (question === this.question) this.fail();
      else if (this.core.state.fill.by === "color") this.ask();
    }
  }

  /** A stale answer for the same seed is shown all the same: the preview follows the hand. */
  private askAgain(runs: Runs, seed: Seed): void {
    if (this.seed === null || this.core.state.fill.by !== "color") return;
    if (this.seed === seed && !isEmptyRuns(runs)) this.show(runs);
    this.ask();
  }

  private floodUnlabelled(seed: Seed): void {
    const { core } = this;
    const { segments } = core;
    if (segments.idMap.get(seed.row, seed.column) !== 0) {
      this.drop();
      core.notify("labelled_here");
      return;
    }
    const { isContiguous, neighbours } = core.state.fill;
    const rows = unlabelledRows(segments);
    this.flood(new Flood(rows, core.state.sizeHw, seed, { isContiguous, neighbours }));
  }

  private flood(flood: Flood, whenNothing: Notice["code"] = "empty_shape"): void {
    const { question } = this;
    const slice = (): void => {
      if (question !== this.question) return;
      const end = performance.now() + SLICE_MS;
      if (flood.run(() => performance.now() > end)) this.answer(flood.runs(), whenNothing);
      else setTimeout(slice);
    };
    slice();
  }

  private answer(runs: Runs, whenNothing: Notice["code"] = "empty_shape"): void {
    this.finishAsking();
    const { acceptsWhenDone } = this;
    this.acceptsWhenDone = false;
    if (!this.show(runs)) {
      this.drop();
      this.core.notify(whenNothing);
    } else if (acceptsWhenDone) acceptProposal(this.core);
  }

  /** Proposes what of the runs may be taken; false where that is nothing. */
  private show(runs: Runs): boolean {
    const allowed = takeable(this.core, runs);
    if (isEmptyRuns(allowed)) return false;
    const target = null;
    const [origin, tool] = ["fill", "fill" as const];
    this.core.set({ proposal: { runs: allowed, target, origin, score: null, tool } });
    return true;
  }

  private fail(): void {
    this.drop();
    this.core.notify("picture_unread");
  }

  private startAsking(): void {
    this.isAsking = true;
    this.patience ??= setTimeout(() => this.core.set({ fillStatus: "filling" }), PATIENCE_MS);
  }

  private finishAsking(): void {
    this.isAsking = false;
    clearTimeout(this.patience);
    this.patience = undefined;
    if (this.core.state.fillStatus !== "idle") this.core.set({ fillStatus: "idle" });
  }
}
