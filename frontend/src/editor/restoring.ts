/** Brings segments back to how they were: a whole earlier state, or single segments of it. */

import { intersect, intersects, subtract, union, xor } from "../masks/boolean";
import { areaPx, bboxXywh, emptyRuns, equalRuns, isEmptyRuns } from "../masks/runs";
import type { Runs } from "../masks/types";
import { boxOfBbox } from "../geometry/points";
import { deletion, shellOf } from "./change";
import type { Change, SuggestionMove } from "./change";
import type { Core } from "./core";
import { ownedByOthers } from "./foreign";
import type { EditorSegment, EditorWeakLabel, Uid } from "./types";
import { weakRestoring } from "./weak/weakLabels";

export interface RestoreOptions {
  /** The image is to be as it was: what came later goes. Otherwise other segments stay. */
  readonly whole: boolean;
  /** Exclusive images: pixels that others own by now are taken from them, not left to them. */
  readonly takesPixels: boolean;
}

export interface Restored {
  /** What is as it was again, with all or some of its pixels. */
  readonly uids: readonly Uid[];
  /** Pixels that others own by now and keep. */
  readonly lostPx: number;
  /** Segments that would have no pixel left: they stayed away. */
  readonly covered: readonly Uid[];
  /** Locked segments were left as they are. */
  readonly locked: readonly Uid[];
  /** Boxes and tags that are as they were again, those that went included. */
  readonly numWeak: number;
}

/** Whether a segment differs from an earlier version of it. */
export function differs(now: EditorSegment | undefined, then: EditorSegment): boolean {
  if (now === undefined) return true;
  const { runs: nowRuns, bboxXywh: _a, areaPx: nowArea, ...nowRest } = now;
  const { runs: thenRuns, bboxXywh: _b, areaPx: thenArea, ...thenRest } = then;
  if (nowArea !== thenArea || !equalRuns(nowRuns, thenRuns)) return true;
  const keys = Object.keys(thenRest) as (keyof typeof thenRest)[];
  return keys.some((key) => JSON.stringify(nowRest[key]) !== JSON.stringify(thenRest[key]));
}

/**
 * Does it in one step of the history; the server hears of it like of any other change.
 *
 * @param thenWeak boxes and tags of the earlier state.
 */
export function restoreSegments(
  core: Core,
  then: readonly EditorSegment[],
  options: RestoreOptions,
  thenWeak: readonly EditorWeakLabel[] = [],
): Restored {
  const plan = new Plan(core, then, options);
  for (const segment of plan.wanted) plan.bringBack(segment);
  const weak = weakRestoring(core.state.weakLabels, thenWeak, options.whole);
  core.commit({ changes: plan.changes(), moves: plan.moves(), weak }, "restore");
  core.dirty.emit("marks");
  const { uids, lostPx, covered, locked } = plan;
  return { uids, lostPx, covered, locked, numWeak: weak.length };
}

class Plan {
  readonly wanted: readonly EditorSegment[];
  readonly uids: Uid[] = [];
  readonly covered: Uid[] = [];
  readonly locked: Uid[];
  lostPx = 0;
  private readonly restoring: Change[] = [];
  private readonly leaving: readonly EditorSegment[];
  /** What segments that are not restored give up. */
  private readonly given = new Map<Uid, Runs>();
  private readonly own: ReadonlySet<Uid>;
  /** Segments whose pixels may be had: those of `own`, and those that have to give some up. */
  private readonly giving: Set<Uid>;
  private readonly isExclusive: boolean;
  /** Pixels that went to segments restored before: each has one owner again. */
  private restored: Runs;

  constructor(
    private readonly core: Core,
    then: readonly EditorSegment[],
    private readonly options: RestoreOptions,
  ) {
    const { segments: now, overlapMode, sizeHw } = core.state;
    this.isExclusive = overlapMode === "exclusive";
    const kept = new Set(then.map(({ uid }) => uid));
    const different = then.filter((segment) => differs(now.get(segment.uid), segment));
    const later = options.whole ? [...now.values()].filter(({ uid }) => !kept.has(uid)) : [];
    this.locked = [...different, ...later]
      .map(({ uid }) => uid)
      .filter((uid) => this.isLocked(uid));
    this.wanted = different.filter(({ uid }) => !this.isLocked(uid));
    this.leaving = later.filter(({ uid }) => !this.isLocked(uid));
    this.own = new Set([...this.wanted, ...this.leaving].map(({ uid }) => uid));
    this.giving = new Set(this.own);
    this.restored = emptyRuns(sizeHw);
  }

  bringBack(segment: EditorSegment): void {
    const pixels = this.isExclusive ? this.allowed(segment) : segment.runs;
    const lost = segment.areaPx - areaPx(pixels);
    this.lostPx += lost;
    if (isEmptyRuns(pixels)) {
      this.covered.push(segment.uid);
      return;
    }
    const { uid } = segment;
    const now = this.core.state.segments.get(uid);
    const before = now === undefined ? null : shellOf(now);
    // Fewer pixels than the vertices enclose: it comes back as a mask.
    const after = { ...shellOf(segment), polygon: lost > 0 ? null : segment.polygon };
    const patch = now === undefined ? pixels : xor(now.runs, pixels);
    this.restoring.push({ uid, before, after, patch });
    this.uids.push(uid);
  }

  changes(): Change[] {
    const given = [...this.given].map(([uid, runs]): Change => {
      const now = this.core.state.segments.get(uid)!;
      const before = shellOf(now);
      if (equalRuns(runs, now.runs)) return { uid, before, after: null, patch: runs };
      return { uid, before, after: { ...before, polygon: null }, patch: runs };
    });
    return [...this.leaving.map(deletion), ...given, ...this.restoring];
  }

  /** A suggestion whose segment is back counts as accepted again. */
  moves(): SuggestionMove[] {
    return this.uids.flatMap((uid) => {
      const suggestion = this.core.state.suggestions.get(uid);
      return suggestion === undefined ? [] : [{ suggestion, from: "pending", to: "accepted" }];
    });
  }

  /** Of a segment's pixels those that it may have. */
  private allowed({ runs }: EditorSegment): Runs {
    const free = subtract(runs, this.restored);
    if (this.options.takesPixels) this.take(free);
    const pixels = subtract(free, ownedByOthers(free, this.giving, this.core.segments));
    // Segments of one state share no pixel anyway.
    if (!this.options.whole) this.restored = union(this.restored, pixels);
    return pixels;
  }

  private take(pixels: Runs): void {
    for (const { region } of this.core.segments.meeting(boxOfBbox(bboxXywh(pixels)))) {
      if (this.own.has(region.uid) || this.isLocked(region.uid)) continue;
      if (!intersects(region.runs, pixels)) continue;
      const part = intersect(region.runs, pixels);
      const before = this.given.get(region.uid);
      this.giving.add(region.uid);
      this.given.set(region.uid, before === undefined ? part : union(before, part));
    }
  }

  private isLocked(uid: Uid): boolean {
    return this.core.segments.get(uid)?.isLocked ?? false;
  }
}
