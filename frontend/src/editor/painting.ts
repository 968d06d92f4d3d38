/** A stroke of the brush, the eraser or over superpixels, from the pointer's press to its release. */

import type { ImagePoint } from "../geometry/points";
import { diameterOf, strokeSpans } from "../masks/brush";
import { Spans, spansOfRuns } from "../masks/spans";
import { regionsAlong } from "./claiming";
import type { Core } from "./core";
import { eraserTarget } from "./erasing";
import { isFrozen } from "./layer";
import { classToDraw, newShell } from "./shells";
import type { SegmentItem, Transaction } from "./transaction";
import type { OperationTool } from "./wire";

interface OpenStroke {
  readonly transaction: Transaction;
  /** Null: the stroke erases everything under it. */
  readonly target: SegmentItem | null;
  readonly erases: boolean;
  readonly tool: OperationTool;
  /** Where it began. */
  readonly at: ImagePoint;
  /** Superpixels that the stroke has met. */
  readonly claimed: Set<number>;
}

export class Painting {
  private current: OpenStroke | null = null;
  private readonly spans = new Spans();

  constructor(private readonly core: Core) {}

  get isOpen(): boolean {
    return this.current !== null;
  }

  /** Starts a stroke, if there is something that it may paint on. */
  open(at: ImagePoint, erases: boolean): void {
    const transaction = this.core.begin();
    const tool = erases ? "eraser" : "brush";
    if (erases && this.core.state.region.erases === "everything") {
      this.current = { transaction, target: null, erases, tool, at, claimed: new Set() };
      return;
    }
    const target = erases ? eraserTarget(this.core, at) : this.brushTarget(transaction, "brush");
    this.current =
      target === null ? null : { transaction, target, erases, tool, at, claimed: new Set() };
  }

  /** Starts a stroke that gives whole superpixels to a segment, or takes them from one. */
  openClaim(at: ImagePoint, erases: boolean): void {
    if (this.core.state.superpixels === null) {
      this.core.notify("superpixels_missing");
      return;
    }
    const transaction = this.core.begin();
    const tool = "superpixels";
    const target = erases ? eraserTarget(this.core, at) : this.brushTarget(transaction, tool);
    this.current =
      target === null ? null : { transaction, target, erases, tool, at, claimed: new Set() };
  }

  /** Goes on over the superpixels between two positions. */
  claim(from: ImagePoint, to: ImagePoint): void {
    const { superpixels, superpixelSize } = this.core.state;
    if (this.current === null || superpixels === null) return;
    const { claimed } = this.current;
    for (const region of regionsAlong(superpixels, superpixelSize, from, to)) {
      if (claimed.has(region)) continue;
      claimed.add(region);
      this.lay(spansOfRuns(superpixels.runsOf(region, superpixelSize)));
    }
  }

  /** @param pressure a pen's, 0 to 1, of this step. */
  stroke(from: ImagePoint, to: ImagePoint, pressure = 1): void {
    if (this.current === null) return;
    const { brush, sizeHw } = this.core.state;
    const nib = {
      diameterPx: diameterOf(brush.radiusPx * (brush.hasPressure ? pressure : 1)),
      shape: brush.shape,
    };
    this.spans.clear();
    strokeSpans(from, to, nib, sizeHw, this.spans);
    this.lay(this.spans);
  }

  /** Gives or takes pixels, as the open stroke does. */
  private lay(spans: Spans): void {
    if (this.current === null) return;
    const { transaction, target, erases } = this.current;
    const { paintMode } = this.core.state;
    const box =
      target === null
        ? transaction.removeAll(spans)
        : erases
          ? transaction.remove(target, spans)
          : transaction.add(target, spans, paintMode);
    this.core.dirty.emit(box);
  }

  commit(): void {
    if (this.current === null) return;
    const { transaction, target, erases, tool, at } = this.current;
    this.current = null;
    if (this.core.remote.clashes(transaction)) {
      this.core.dirty.emit(transaction.revert());
      this.core.notify("remote_conflict", target?.region.uid ?? null);
    } else {
      const changes = transaction.finish();
      this.core.commit({ changes, moves: [] }, tool, true);
      if (target !== null) this.keepSelected(target, erases);
      else if (changes.length === 0) this.core.notify("nothing_to_erase");
      if (changes.length === 0 && !erases) this.tellWhyNothing(at, target);
    }
    this.core.remote.flush();
  }

  revert(): void {
    if (this.current === null) return;
    this.core.dirty.emit(this.current.transaction.revert());
    this.current = null;
    this.core.remote.flush();
  }

  /** Painting over what the segment owns already needs no word; over what the paint mode spares it does. */
  private tellWhyNothing(at: ImagePoint, target: SegmentItem | null): void {
    const owner = this.core.segments.topAt(at);
    if (owner === undefined || owner.region.uid === target?.region.uid) return;
    if (isFrozen(owner)) this.core.notify("locked", owner.region.uid);
    else if (this.core.state.paintMode !== "above") this.core.notify("spared");
  }

  /** The next stroke of the brush goes on with the same segment. */
  private keepSelected({ region }: SegmentItem, erases: boolean): void {
    const isNews = !erases && this.core.state.selectedUid !== region.uid;
    if (isNews && this.core.state.segments.has(region.uid)) {
      this.core.set({ selectedUid: region.uid });
    }
  }

  private brushTarget(transaction: Transaction, origin: string): SegmentItem | null {
    const classId = classToDraw(this.core);
    if (classId === null) return null;
    const { selectedUid } = this.core.state;
    const selected = selectedUid === null ? undefined : this.core.segments.get(selectedUid);
    if (selected?.region.classId === classId) return this.unlessFrozen(selected);
    return transaction.create(newShell(this.core, classId, origin));
  }

  private unlessFrozen(item: SegmentItem): SegmentItem | null {
    if (!isFrozen(item)) return item;
    this.core.notify("locked", item.region.uid);
    return null;
  }
}
