/** Work that others saved: taken over at once, or after the stroke that is under way. */

import { boxOfBbox, emptyBox, isEmptyBox, joinBoxes, meetBoxes } from "../geometry/points";
import { intersects, subtract, xor } from "../masks/boolean";
import { isEmptyRuns } from "../masks/runs";
import { operationsOf, segmentOf, shellOf } from "./change";
import type { Change } from "./change";
import type { Core } from "./core";
import { cellBoxes } from "./cells";
import { keptSelection } from "./selection";
import type { Transaction } from "./transaction";
import type { EditorSegment, Uid } from "./types";

interface RemoteWork {
  readonly changed: readonly EditorSegment[];
  readonly deleted: readonly Uid[];
}

export class Remote {
  private waiting: RemoteWork[] = [];

  constructor(private readonly core: Core) {}

  /** Takes others' work over, now or when the stroke under way has ended. */
  receive(work: RemoteWork, isPainting: boolean): void {
    if (work.changed.length === 0 && work.deleted.length === 0) return;
    if (isPainting) this.waiting.push(work);
    else this.apply(work);
  }

  /** Whether others changed what a stroke touches while it was painted. */
  clashes(transaction: Transaction): boolean {
    const isExclusive = this.core.state.overlapMode === "exclusive";
    return this.waiting.some(
      ({ changed, deleted }) =>
        transaction.touchesAny(new Set([...changed.map(({ uid }) => uid), ...deleted])) ||
        (isExclusive &&
          changed.some(
            ({ bboxXywh }) => !isEmptyBox(meetBoxes(boxOfBbox(bboxXywh), transaction.touchedBox)),
          )),
    );
  }

  flush(): void {
    const works = this.waiting;
    this.waiting = [];
    for (const work of works) this.apply(work);
  }

  private apply({ changed, deleted }: RemoteWork): void {
    const { segments: layer, history, state } = this.core;
    const carved = state.overlapMode === "exclusive" ? this.carve(changed, deleted) : [];
    const uids = new Set([...changed, ...carved].map(({ uid }) => uid).concat(deleted));
    history.forget(uids);
    let dirty = emptyBox;
    const patches = [];
    const next = new Map(state.segments);
    for (const uid of [...deleted, ...this.emptied(carved)]) {
      const item = layer.get(uid);
      if (item === undefined) continue;
      dirty = joinBoxes(dirty, item.box);
      patches.push(item.region.runs);
      layer.remove(item);
      next.delete(uid);
    }
    for (const segment of [...changed, ...carved.flatMap((change) => this.carvedSegment(change))]) {
      const item = layer.get(segment.uid);
      // A new class or z may show or hide pixels that the masks have in common: all of both.
      patches.push(segment.runs, ...(item === undefined ? [] : [item.region.runs]));
      dirty = joinBoxes(joinBoxes(dirty, item?.box ?? emptyBox), boxOfBbox(segment.bboxXywh));
      if (item === undefined) layer.add(segment);
      else layer.replace(item, segment);
      this.core.freeze(segment.uid);
      next.set(segment.uid, segment);
    }
    for (const patch of patches) for (const box of cellBoxes(patch)) layer.compose(box);
    this.core.set({
      segments: next,
      ...keptSelection(state, (uid) => next.has(uid) || state.suggestions.has(uid)),
      canUndo: history.canUndo,
      canRedo: history.canRedo,
    });
    this.core.dirty.emit(dirty);
    const operations = operationsOf(carved, "merge", (uid) => next.get(uid));
    if (operations.length > 0) this.core.commits.emit(operations);
  }

  /** Exclusive images: what others saved keeps its pixels, unsaved work here gives them up. */
  private carve(changed: readonly EditorSegment[], deleted: readonly Uid[]): Change[] {
    const remote = new Set([...changed.map(({ uid }) => uid), ...deleted]);
    const left = new Map<Uid, EditorSegment["runs"]>();
    for (const segment of changed) {
      for (const { region } of this.core.segments.meeting(boxOfBbox(segment.bboxXywh))) {
        if (remote.has(region.uid) || !intersects(region.runs, segment.runs)) continue;
        left.set(region.uid, subtract(left.get(region.uid) ?? region.runs, segment.runs));
      }
    }
    return [...left].map(([uid, runs]) => {
      const { region } = this.core.segments.get(uid)!;
      const before = shellOf(region);
      const after = isEmptyRuns(runs) ? null : { ...before, polygon: null };
      return { uid, before, after, patch: xor(region.runs, runs) };
    });
  }

  private emptied(carved: readonly Change[]): Uid[] {
    return carved.filter(({ after }) => after === null).map(({ uid }) => uid);
  }

  private carvedSegment({ uid, after, patch }: Change): EditorSegment[] {
    if (after === null) return [];
    return [segmentOf(after, xor(this.core.segments.get(uid)!.region.runs, patch))];
  }
}
