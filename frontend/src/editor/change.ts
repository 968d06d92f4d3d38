/** Changes of segments as data: what a gesture makes, the history keeps and undo reverses. */

import { xor } from "../masks/boolean";
import { areaPx, bboxXywh, emptyRuns, isEmptyRuns } from "../masks/runs";
import type { Polygon, Runs } from "../masks/types";
import type { WeakChange } from "./weak/weakLabels";
import type { EditorSegment, EditorSuggestion, Uid } from "./types";
import { upsert } from "./wire";
import type { Operation, OperationTool } from "./wire";

/** All of a segment but its pixels. */
export type SegmentShell = Omit<EditorSegment, "runs" | "areaPx" | "bboxXywh">;

/** One segment's change; `before` null: it is new; `after` null: it is deleted. */
export interface Change {
  readonly uid: Uid;
  readonly before: SegmentShell | null;
  readonly after: SegmentShell | null;
  /** The pixels that differ, for a new or deleted segment all of them: its own inverse. */
  readonly patch: Runs;
}

export type SuggestionState = "pending" | "accepted" | "rejected";

/** One suggestion's change of state. */
export interface SuggestionMove {
  readonly suggestion: EditorSuggestion;
  readonly from: SuggestionState;
  readonly to: SuggestionState;
}

/** What one undo takes back. */
export interface Step {
  readonly changes: readonly Change[];
  readonly moves: readonly SuggestionMove[];
  /** Of boxes and tags; absent: none. */
  readonly weak?: readonly WeakChange[];
}

export function shellOf(segment: EditorSegment): SegmentShell {
  const { runs: _runs, areaPx: _area, bboxXywh: _bbox, ...shell } = segment;
  return shell;
}

export function segmentOf(shell: SegmentShell, runs: Runs): EditorSegment {
  return { ...shell, runs, areaPx: areaPx(runs), bboxXywh: bboxXywh(runs) };
}

/** A change of properties that leaves the pixels alone. */
export function shellChange(segment: EditorSegment, after: Partial<SegmentShell>): Change {
  const before = shellOf(segment);
  const patch = emptyRuns(segment.runs.sizeHw);
  return { uid: segment.uid, before, after: { ...before, ...after }, patch };
}

export function deletion(segment: EditorSegment): Change {
  return { uid: segment.uid, before: shellOf(segment), after: null, patch: segment.runs };
}

export function inverse(step: Step): Step {
  return {
    changes: step.changes.map(({ uid, before, after, patch }) => ({
      uid,
      before: after,
      after: before,
      patch,
    })),
    moves: step.moves.map(({ suggestion, from, to }) => ({ suggestion, from: to, to: from })),
    weak: (step.weak ?? []).map(({ uid, before, after }) => ({
      uid,
      before: after,
      after: before,
    })),
  };
}

/** Two steps, one after the other, as one. */
export function joined(first: Step, second: Step): Step {
  const changes = new Map(first.changes.map((change) => [change.uid, change]));
  for (const change of second.changes) {
    const before = changes.get(change.uid);
    if (before === undefined) changes.set(change.uid, change);
    else {
      const patch = xor(before.patch, change.patch);
      changes.set(change.uid, { ...before, after: change.after, patch });
    }
  }
  const weak = new Map((first.weak ?? []).map((change) => [change.uid, change]));
  for (const change of second.weak ?? []) {
    const { before } = weak.get(change.uid) ?? change;
    weak.set(change.uid, { ...change, before });
  }
  const moves = [...first.moves, ...second.moves];
  return { changes: [...changes.values()], moves, weak: [...weak.values()] };
}

/** The operations that bring the server to where the changes have brought the canvas. */
export function operationsOf(
  changes: readonly Change[],
  tool: OperationTool,
  current: (uid: Uid) => EditorSegment | undefined,
): Operation[] {
  return changes.flatMap(({ uid, before, after, patch }): Operation[] => {
    if (after === null) return before === null ? [] : [{ op: "delete", tool, uid }];
    const hasNewGeometry =
      before === null || !isEmptyRuns(patch) || before.polygon !== after.polygon;
    const segment = current(uid);
    return segment === undefined ? [] : [upsert(segment, tool, hasNewGeometry)];
  });
}

/** A segment's properties besides pixels, order and strings; an estimate for the byte budget. */
const SHELL_BYTES = 256;
const VERTEX_BYTES = 64;

/** What a step keeps in memory, in bytes (estimated for everything but runs). */
export function bytesOf(step: Step): number {
  let bytes = 0;
  for (const { before, after, patch } of step.changes) {
    bytes += SHELL_BYTES + patch.bounds.byteLength;
    bytes += VERTEX_BYTES * (numVertices(before?.polygon) + numVertices(after?.polygon));
  }
  for (const { suggestion } of step.moves) {
    bytes += SHELL_BYTES + suggestion.runs.bounds.byteLength;
  }
  return bytes + SHELL_BYTES * (step.weak ?? []).length;
}

function numVertices(polygon: Polygon | null | undefined): number {
  if (polygon === null || polygon === undefined) return 0;
  return polygon.parts.reduce(
    (sum, { outer, holes }) =>
      sum + outer.length + holes.reduce((inner, hole) => inner + hole.length, 0),
    0,
  );
}
