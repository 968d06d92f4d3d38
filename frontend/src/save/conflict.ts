/** What follows from 'keep mine' or 'take theirs' when two people changed the same pixels or segment. */

import { coalesce, uidOf } from "./coalesce";
import type { Operation, RleWire, WholeSegment, Work } from "./types";
import { pendingOperations } from "./work";

/** The mask without the pixels of the others; null when nothing is left. */
export type Carve = (mask: RleWire, without: readonly RleWire[]) => RleWire | null;

interface Seen {
  /** The segment as the editor shows it: mine. */
  current: (uid: string) => WholeSegment | undefined;
  carve: Carve;
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
 * it carves their pixels out of mine, so that the rest of my work stays.
 */
export function resolution(work: Work, choice: "mine" | "theirs", seen: Seen): Resolution {
  const operations = pendingOperations(work);
  if (work.conflict?.kind === "overlap") return overlapResolution(work, operations, choice, seen);
  const items = work.conflict?.items ?? [];
  const disputed = new Set(items.map((item) => item.uid));
  if (choice === "theirs") {
    return {
      operations: operations.filter((operation) => !disputed.has(uidOf(operation))),
      changed: items.flatMap((item) => item.theirs ?? []),
      deleted: items.filter((item) => item.theirs === null).map((item) => item.uid),
    };
  }
  return {
    operations: operations.map((operation) =>
      disputed.has(uidOf(operation)) ? whole(operation, seen) : operation,
    ),
    changed: [],
    deleted: [],
  };
}

function whole(operation: Operation, seen: Seen): Operation {
  if (operation.op === "delete") return operation;
  const shown = seen.current(operation.segment.uid);
  return shown ? upsert(shown, operation.tool) : operation;
}

function upsert(segment: WholeSegment, tool: string): Operation {
  const { polygon, mask, ...properties } = segment;
  // A polygon's mask is computed by the server from its vertices: sending both would say it twice.
  return { op: "upsert", tool, segment: { ...properties, ...(polygon ? { polygon } : { mask }) } };
}

function overlapResolution(
  work: Work,
  operations: Operation[],
  choice: "mine" | "theirs",
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
  const [carved, by] = choice === "mine" ? [foreign, mine] : [mine, foreign];
  const outcome = carveAll(carved, by, seen.carve);
  const shownWhole = choice === "theirs" ? foreign : [];
  return {
    operations: coalesce(operations, outcome.operations),
    changed: [...shownWhole, ...outcome.changed],
    deleted: outcome.deleted,
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
