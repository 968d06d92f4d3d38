/** A stroke of the brush or the eraser, from the pointer's press to its release. */

import type { ImagePoint } from "../geometry/points";
import { diameterOf, strokeSpans } from "../masks/brush";
import { Spans } from "../masks/spans";
import type { Core } from "./core";
import { isFrozen } from "./layer";
import { classToDraw, newShell } from "./shells";
import type { SegmentItem, Transaction } from "./transaction";

interface OpenStroke {
  readonly transaction: Transaction;
  readonly target: SegmentItem;
  readonly erases: boolean;
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
    const target = erases ? this.eraserTarget(at) : this.brushTarget(transaction);
    this.current = target === null ? null : { transaction, target, erases };
  }

  stroke(from: ImagePoint, to: ImagePoint): void {
    if (this.current === null) return;
    const { transaction, target, erases } = this.current;
    const { brush, paintMode, sizeHw } = this.core.state;
    const nib = { diameterPx: diameterOf(brush.radiusPx), shape: brush.shape };
    this.spans.clear();
    strokeSpans(from, to, nib, sizeHw, this.spans);
    const box = erases
      ? transaction.remove(target, this.spans)
      : transaction.add(target, this.spans, paintMode);
    this.core.dirty.emit(box);
  }

  commit(): void {
    if (this.current === null) return;
    const { transaction, target, erases } = this.current;
    this.current = null;
    if (this.core.remote.clashes(transaction)) {
      this.core.dirty.emit(transaction.revert());
      this.core.notify("remote_conflict", target.region.uid);
    } else {
      const changes = transaction.finish();
      this.core.commit({ changes, moves: [] }, erases ? "eraser" : "brush", true);
      this.keepSelected(target, erases);
    }
    this.core.remote.flush();
  }

  revert(): void {
    if (this.current === null) return;
    this.core.dirty.emit(this.current.transaction.revert());
    this.current = null;
    this.core.remote.flush();
  }

  /** The next stroke of the brush goes on with the same segment. */
  private keepSelected({ region }: SegmentItem, erases: boolean): void {
    const isNews = !erases && this.core.state.selectedUid !== region.uid;
    if (isNews && this.core.state.segments.has(region.uid)) {
      this.core.set({ selectedUid: region.uid });
    }
  }

  private brushTarget(transaction: Transaction): SegmentItem | null {
    const classId = classToDraw(this.core);
    if (classId === null) return null;
    const { selectedUid } = this.core.state;
    const selected = selectedUid === null ? undefined : this.core.segments.get(selectedUid);
    if (selected?.region.classId === classId) return this.unlessFrozen(selected);
    return transaction.create(newShell(this.core, classId, "brush"));
  }

  private eraserTarget(at: ImagePoint): SegmentItem | null {
    const { selectedUid } = this.core.state;
    const selected = selectedUid === null ? undefined : this.core.segments.get(selectedUid);
    const target = selected ?? this.core.segments.topAt(at);
    if (target !== undefined) return this.unlessFrozen(target);
    this.core.notify("nothing_to_erase");
    return null;
  }

  private unlessFrozen(item: SegmentItem): SegmentItem | null {
    if (!isFrozen(item)) return item;
    this.core.notify("locked", item.region.uid);
    return null;
  }
}
