/** One gesture's pixels: spans in, the id-map kept true at every move, one patch per segment at the end. */

import { emptyBox, isEmptyBox, joinBoxes } from "../geometry/points";
import type { BoxXyxy } from "../geometry/points";
import { subtract, xor } from "../masks/boolean";
import { emptyRuns, equalRuns, isEmptyRuns } from "../masks/runs";
import { spansOfRuns } from "../masks/spans";
import type { Spans } from "../masks/spans";
import type { Polygon, Runs } from "../masks/types";
import { segmentOf, shellOf } from "./change";
import type { Change, SegmentShell } from "./change";
import { Draft } from "./draft";
import { NOBODY } from "./idmap";
import { isFrozen, paintOrder, rowSpansOf } from "./layer";
import type { Item, Layer } from "./layer";
import type { EditorSegment, OverlapMode, PaintMode } from "./types";

export type SegmentItem = Item<EditorSegment>;

export class Transaction {
  private readonly drafted = new Set<SegmentItem>();
  private readonly created = new Set<SegmentItem>();
  private readonly shapes = new Map<SegmentItem, { polygon: Polygon; pixels: Runs }>();
  private readonly owners: Int32Array;
  private touched: BoxXyxy = emptyBox;

  constructor(
    private readonly layer: Layer<EditorSegment>,
    private readonly overlapMode: OverlapMode,
  ) {
    this.owners = new Int32Array(3 * layer.sizeHw[1]);
  }

  /** Makes a segment without pixels; it comes to be only if the gesture leaves it some. */
  create(shell: SegmentShell): SegmentItem {
    const item = this.layer.add(segmentOf(shell, emptyRuns(this.layer.sizeHw)));
    this.created.add(item);
    return item;
  }

  /**
   * Gives pixels to a segment, as far as the mode allows. The cost follows the spans' area.
   *
   * @returns the box in which something may have changed.
   */
  add(target: SegmentItem, spans: Spans, mode: PaintMode): BoxXyxy {
    const box = spans.box();
    if (isEmptyBox(box)) return box;
    this.layer.extend(target, box);
    const draft = this.draftOf(target);
    for (let i = 0; i < spans.length; i += 1) {
      this.addSpan(target, draft, spans.row(i), spans.start(i), spans.end(i), mode);
    }
    this.touched = joinBoxes(this.touched, box);
    return box;
  }

  /** Takes pixels from a segment. */
  remove(target: SegmentItem, spans: Spans): BoxXyxy {
    const box = spans.box();
    if (isEmptyBox(box)) return box;
    const draft = this.draftOf(target);
    for (let i = 0; i < spans.length; i += 1) {
      draft.remove(spans.row(i), spans.start(i), spans.end(i));
    }
    this.layer.compose(box);
    this.touched = joinBoxes(this.touched, box);
    return box;
  }

  /** Takes pixels from every segment that has them, seen or covered; not from locked or hidden ones. */
  removeAll(spans: Spans): BoxXyxy {
    const box = spans.box();
    if (isEmptyBox(box)) return box;
    for (const item of this.layer.meeting(box)) {
      if (!isFrozen(item)) this.removeMet(item, spans);
    }
    this.layer.compose(box);
    this.touched = joinBoxes(this.touched, box);
    return box;
  }

  /** Brings a segment to a polygon's pixels; the vertices are kept if it gets exactly those. */
  shape(target: SegmentItem, polygon: Polygon | null, pixels: Runs, mode: PaintMode): BoxXyxy {
    const before = target.region.runs;
    const lost = this.remove(target, spansOfRuns(subtract(before, pixels)));
    const gained = this.add(target, spansOfRuns(subtract(pixels, before)), mode);
    // Drafted even where no pixel changes: the vertices may have moved.
    this.draftOf(target);
    if (polygon !== null) this.shapes.set(target, { polygon, pixels });
    return joinBoxes(lost, gained);
  }

  /** Whether the gesture touches one of these segments. */
  touchesAny(uids: ReadonlySet<string>): boolean {
    return [...this.drafted].some((item) => uids.has(item.region.uid));
  }

  /** The box around everything touched so far. */
  get touchedBox(): BoxXyxy {
    return this.touched;
  }

  /** The changes to apply. The id-map already shows them; the drafts live until they are applied. */
  finish(): Change[] {
    // A created segment that was offered no pixels was never drafted.
    for (const item of this.created) this.draftOf(item);
    return [...this.drafted].flatMap((item) => this.changeOf(item) ?? []);
  }

  /** Gives the gesture up: everything is as before. */
  revert(): BoxXyxy {
    for (const item of this.drafted) this.layer.dropDraft(item);
    for (const item of this.created) this.layer.remove(item);
    this.layer.compose(this.touched);
    return this.touched;
  }

  /** A segment that has none of the pixels is not drafted: the gesture does not touch it. */
  private removeMet(item: SegmentItem, spans: Spans): void {
    const [left, top, right, bottom] = item.box;
    const met: number[] = [];
    for (let i = 0; i < spans.length; i += 1) {
      const row = spans.row(i);
      if (row < top || row >= bottom) continue;
      met.length = 0;
      rowSpansOf(item, row, Math.max(spans.start(i), left), Math.min(spans.end(i), right), met);
      if (met.length > 0) this.draftOf(item).remove(row, spans.start(i), spans.end(i));
    }
  }

  private addSpan(
    target: SegmentItem,
    draft: Draft,
    row: number,
    start: number,
    end: number,
    mode: PaintMode,
  ): void {
    const { layer, owners } = this;
    const used = layer.idMap.owners(row, start, end, owners);
    for (let i = 0; i < used; i += 3) {
      const slot = owners[i]!;
      if (slot === target.slot) continue;
      const [from, to] = [owners[i + 1]!, owners[i + 2]!];
      const owner = slot === NOBODY ? undefined : layer.at(slot);
      if (this.overlapMode === "layered") {
        if (owner !== undefined && mode === "unlabelled") continue;
        draft.add(row, from, to);
        if (owner !== undefined && paintOrder(owner.region, target.region) > 0) continue;
      } else {
        if (owner !== undefined) {
          if (mode !== "above" || isFrozen(owner)) continue;
          this.draftOf(owner).remove(row, from, to);
        }
        draft.add(row, from, to);
      }
      layer.idMap.fill(row, from, to, target.slot);
    }
  }

  private draftOf(item: SegmentItem): Draft {
    if (item.draft === null) {
      item.draft = new Draft(item.region.runs);
      this.drafted.add(item);
    }
    return item.draft;
  }

  /** What became of a drafted segment; null, and the draft dropped, where nothing did. */
  private changeOf(item: SegmentItem): Change | null {
    const { region } = item;
    const patch = this.draftOf(item).patch();
    const isNew = this.created.has(item);
    const polygon = this.keptPolygon(item, patch);
    if (isEmptyRuns(patch) && (isNew || polygon === null)) {
      if (isNew) this.layer.remove(item);
      else this.layer.dropDraft(item);
      return null;
    }
    const isErased = !isEmptyRuns(patch) && !isNew && equalRuns(region.runs, patch);
    return {
      uid: region.uid,
      before: isNew ? null : shellOf(region),
      after: isErased ? null : { ...shellOf(region), polygon },
      patch,
    };
  }

  /** A polygon's vertices, if the segment got exactly the polygon's pixels. */
  private keptPolygon(item: SegmentItem, patch: Runs): Polygon | null {
    const shape = this.shapes.get(item);
    if (shape === undefined) return null;
    return equalRuns(xor(item.region.runs, patch), shape.pixels) ? shape.polygon : null;
  }
}
