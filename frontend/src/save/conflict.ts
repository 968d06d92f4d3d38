/** What follows from 'keep mine', 'take theirs' or 'keep both' when two people changed the same pixels or segment. */

import { coalesce, uidOf } from "./coalesce";
import type { Operation, RleWire, WholeSegment, Work } from "./types";
import { pendingOperations } from "./work";

/** The mask without the pixels of the others; null when nothing is left. */
export type Carve = (mask: RleWire, without: readonly RleWire[]) => RleWire | null;

/** One version of a segment, or both of them: mine is a segment of its own then. */
export type Choice = "mine" | "theirs" | "both";

/** One for all, or by segment; a segment that is not named is kept as mine. */
export type Choices = Choice | Readonly<Record<string, Choice>>;

interface Seen {
  /** The segment as the editor shows it: mine. */
  current: (uid: string) => WholeSegment | undefined;
  carve: Carve;
  newUid: () => string;
}

export interface Resolution {
  /** What is to be sent now, in place of everything pending. */
  operations: Operation[];
  /** What the editor must show. */
  changed: WholeSegment[];
  deleted: string[];
}

/**
 * 'mine' sends my version again on the newest base, whole, because theirs may have deleted the segment; for
 * an overlap it carves my pixels out of theirs. 'theirs' drops my changes to those segments; for an overlap
 * it carves their pixels out of mine, so that the rest of my work stays. 'both' keeps theirs and adds mine
 * as a new segment: only where segments may overlap.
 */
export function resolution(work: Work, choices: Choices, seen: Seen): Resolution {
  const choiceOf = (uid: string): Choice =>
    typeof choices === "string" ? choices : (choices[uid] ?? "mine");
  const operations = pendingOperations(work);
  if (work.conflict?.kind === "overlap") return overlapResolution(work, operations, choiceOf, seen);
  const byUid = new Map(operations.map((operation) => [uidOf(operation), operation]));
  const outcome: Resolution = { operations: [], changed: [], deleted: [] };
  for (const { uid, theirs } of work.conflict?.items ?? []) {
    const mine = byUid.get(uid);
    byUid.delete(uid);
    const choice = choiceOf(uid);
    const shown = seen.current(uid);
    if (mine !== undefined && (choice === "mine" || (choice === "both" && theirs === null))) {
      outcome.operations.push(whole(mine, seen));
      continue;
    }
    if (theirs === null) outcome.deleted.push(uid);
    else outcome.changed.push(theirs);
    if (choice === "both" && mine?.op === "upsert" && shown !== undefined) {
      const copy = { ...shown, uid: seen.newUid() };
      outcome.operations.push(upsert(copy, mine.tool));
      outcome.changed.push(copy);
    }
  }
  return { ...outcome, operations: [...outcome.operations, ...byUid.values()] };
}

function whole(operation: Operation, seen: Seen): Operation {
  if (operation.op !== "upsert") return operation;
  const shown = seen.current(operation.segment.uid);
  return shown ? upsert(shown, operation.tool) : operation;
}

function upsert(segment: WholeSegment, tool: string): Operation {
  const { polygon, mask, ...properties } = segment;
  // A polygon's mask is computed by the server from its vertices: sending both would say it twice.
  return { op: "upsert", tool, segment: { ...properties, ...(polygon ? { polygon } : { mask }) } };
}

const NOTHING: Resolution = { operations: [], changed: [], deleted: [] };

function overlapResolution(
  work: Work,
  operations: Operation[],
  choiceOf: (uid: string) => Choice,
  seen: Seen,
): Resolution {
  const theirs = (work.conflict?.items ?? []).flatMap((item) => item.theirs ?? []);
  const touched = new Set(operations.map(uidOf));
  // A segment that I touched too is mine as pending; only the others' segments stand against it.
  const foreign = theirs.filter((segment) => !touched.has(segment.uid));
  const mine = operations.flatMap((operation) =>
    operation.op === "upsert" ? (seen.current(operation.segment.uid) ?? []) : [],
  );
  if (foreign.length === 0) return untangled(operations, mine, seen.carve);
  const kept = foreign.filter(({ uid }) => choiceOf(uid) === "theirs");
  const given = foreign.filter(({ uid }) => choiceOf(uid) !== "theirs");
  const ours = kept.length === 0 ? NOTHING : carveAll(mine, kept, seen.carve);
  const others = given.length === 0 ? NOTHING : carveAll(given, mine, seen.carve);
  return {
    operations: coalesce(coalesce(operations, ours.operations), others.operations),
    changed: [...kept, ...ours.changed, ...others.changed],
    deleted: [...ours.deleted, ...others.deleted],
  };
}

/** Only segments of mine share pixels (two tabs, an import between): the higher one keeps them. */
function untangled(
  operations: Operation[],
  mine: readonly WholeSegment[],
  carve: Carve,
): Resolution {
  const outcome: Resolution = { operations, changed: [], deleted: [] };
  const above: WholeSegment[] = [];
  for (const segment of [...mine].sort((a, b) => b.z - a.z || b.uid.localeCompare(a.uid))) {
    const rest = carveAll([segment], above, carve);
    outcome.operations = coalesce(outcome.operations, rest.operations);
    outcome.changed.push(...rest.changed);
    outcome.deleted.push(...rest.deleted);
    above.push(segment);
  }
  return outcome;
}

function carveAll(
  segments: readonly WholeSegment[],
  by: readonly WholeSegment[],
  carve: Carve,
): Resolution {
  const without = by.map((segment) => segment.mask);
  const outcome: Resolution = { operations: [], changed: [], deleted: [] };
  for (const segment of segments) {
    const mask = carve(segment.mask, without);
    if (mask === null) {
      outcome.operations.push({ op: "delete", tool: "conflict", uid: segment.uid });
      outcome.deleted.push(segment.uid);
    } else {
      const rest: WholeSegment = { ...segment, mask, polygon: null };
      outcome.operations.push(upsert(rest, "conflict"));
      outcome.changed.push(rest);
    }
  }
  return outcome;
}
