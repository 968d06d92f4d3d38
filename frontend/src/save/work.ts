/** Pure steps of one row of unsaved work: add, freeze, acknowledge, meet a conflict, refuse, resolve. */

import { coalesce, uidOf, weakKey } from "./coalesce";
import type { ConflictAnswer, SavedAnswer } from "./transport";
import type {
  Batch,
  Conflict,
  Decision,
  OpenAnnotation,
  Operation,
  RefusedBatch,
  WeakRemote,
  WholeSegment,
  Work,
} from "./types";

export function emptyWork(userId: number, open: OpenAnnotation, saveId: string): Work {
  return {
    userId,
    annotationId: open.annotationId,
    imageId: open.imageId,
    projectId: open.projectId,
    imageName: open.imageName,
    sizeHw: open.sizeHw,
    baseRevision: open.revision,
    nextSaveId: saveId,
    batch: null,
    operations: [],
    decisions: {},
    activeMs: 0,
    conflict: null,
    refused: [],
  };
}

export function withOperations(work: Work, added: readonly Operation[], activeMs: number): Work {
  return {
    ...work,
    operations: coalesce(work.operations, added),
    activeMs: work.activeMs + activeMs,
  };
}

/** A decision taken back before it was sent leaves nothing to send. */
export function withDecisions(work: Work, decision: Decision, uids: readonly string[]): Work {
  const decisions = new Map(Object.entries(work.decisions));
  for (const uid of uids) {
    const before = decisions.get(uid);
    if (before === undefined || before === decision) decisions.set(uid, decision);
    else decisions.delete(uid);
  }
  return { ...work, decisions: Object.fromEntries(decisions) };
}

export function decided(work: Work, decision: Decision): string[] {
  return Object.keys(work.decisions).filter((uid) => work.decisions[uid] === decision);
}

/** The server knows of these decisions (newer contrary ones stay). */
export function withoutDecisions(work: Work, decision: Decision, uids: readonly string[]): Work {
  const sent = new Set(uids);
  const rest = Object.entries(work.decisions).filter(
    ([uid, current]) => !(sent.has(uid) && current === decision),
  );
  return { ...work, decisions: Object.fromEntries(rest) };
}

/** Turns the pending operations into a batch, unless one is already under way or a person must decide first. */
export function frozen(work: Work, followingSaveId: string): Work {
  if (work.batch || work.conflict || work.operations.length === 0) return work;
  const batch: Batch = {
    saveId: work.nextSaveId,
    baseRevision: work.baseRevision,
    activeMs: work.activeMs,
    operations: work.operations,
  };
  return { ...work, batch, operations: [], activeMs: 0, nextSaveId: followingSaveId };
}

/**
 * The server has the batch. What others changed meanwhile and I changed again since is a conflict: the next
 * save's base would hide it from the server. What the batch itself held is mine, even where it comes back
 * in another class because that was merged meanwhile.
 */
export function acknowledged(work: Work, saveId: string, answer: SavedAnswer): Work {
  if (work.batch?.saveId !== saveId) return work;
  const saved: Work = {
    ...work,
    batch: null,
    baseRevision: Math.max(work.baseRevision, answer.revision),
  };
  const sent = new Set(work.batch.operations.map(uidOf));
  const others = answer.changed.filter(({ uid }) => !sent.has(uid));
  const items = conflictItems(work.operations, others, answer.deleted);
  if (items.length === 0) return saved;
  return {
    ...saved,
    conflict: { kind: "stale_revision", revision: answer.revision, items },
  };
}

/** The server refused the batch for others' changes: nothing of it was stored, so it is pending again. */
export function conflicting(
  work: Work,
  saveId: string,
  answer: ConflictAnswer,
  freshSaveId: string,
): Work {
  if (work.batch?.saveId !== saveId) return work;
  const operations = coalesce(work.batch.operations, work.operations);
  const conflict: Conflict = {
    kind: answer.code,
    revision: answer.revision,
    items:
      answer.code === "overlap"
        ? overlapItems(operations, answer)
        : conflictItems(operations, answer.segments, answer.deleted),
  };
  return {
    ...work,
    batch: null,
    operations,
    activeMs: work.activeMs + work.batch.activeMs,
    nextSaveId: freshSaveId,
    baseRevision: answer.revision,
    // Stale, yet nothing that I touched was changed: only the base was old, and the next send has the new one.
    conflict: conflict.items.length > 0 ? conflict : null,
  };
}

/** What of others' changes meets none of mine and is in no dispute: safe to show at once. */
export function unmet(
  work: Work | undefined,
  changed: readonly WholeSegment[],
  deleted: readonly string[],
): { changed: WholeSegment[]; deleted: string[] } {
  const mine = new Set([
    ...[...(work?.batch?.operations ?? []), ...(work?.operations ?? [])].map(uidOf),
    ...(work?.conflict?.items ?? []).map((item) => item.uid),
  ]);
  return {
    changed: changed.filter((segment) => !mine.has(segment.uid)),
    deleted: deleted.filter((uid) => !mine.has(uid)),
  };
}

/** The same of boxes and tags, which never conflict: mine that are on their way count. */
export function unmetWeak(
  work: Work | undefined,
  { weak_changed = [], weak_deleted = [] }: WeakRemote,
): Required<WeakRemote> {
  const pending = [...(work?.batch?.operations ?? []), ...(work?.operations ?? [])];
  const mine = new Set(pending.map(uidOf));
  return {
    weak_changed: weak_changed.filter(({ uid }) => !mine.has(weakKey(uid))),
    weak_deleted: weak_deleted.filter((uid) => !mine.has(weakKey(uid))),
  };
}

function overlapItems(mine: readonly Operation[], answer: ConflictAnswer): Conflict["items"] {
  const shared = new Set(answer.uids);
  return answer.segments
    .filter((theirs) => shared.has(theirs.uid))
    .map((theirs) => ({
      uid: theirs.uid,
      mine: mine.find((operation) => uidOf(operation) === theirs.uid),
      theirs,
    }));
}

function conflictItems(
  mine: readonly Operation[],
  changed: readonly WholeSegment[],
  deleted: readonly string[],
): Conflict["items"] {
  const byUid = new Map(mine.map((operation) => [uidOf(operation), operation]));
  const theirs = [
    ...changed.map((segment) => [segment.uid, segment] as const),
    ...deleted.map((uid) => [uid, null] as const),
  ];
  return theirs
    .filter(([uid]) => byUid.has(uid))
    .map(([uid, segment]) => ({ uid, mine: byUid.get(uid), theirs: segment }));
}

/** Keeps the batch aside, whole and downloadable, and lets later work go on. */
export function refused(
  work: Work,
  saveId: string,
  reason: Pick<RefusedBatch, "code" | "message" | "refusedAt">,
): Work {
  if (work.batch?.saveId !== saveId) return work;
  return { ...work, batch: null, refused: [...work.refused, { ...work.batch, ...reason }] };
}

/** The person decided: `operations` replace the pending ones and are sent on the newest base. */
export function resolved(work: Work, operations: readonly Operation[]): Work {
  return { ...work, operations: [...operations], conflict: null };
}

/** Puts what was refused back in front of the pending work (newer changes of a segment still win). */
export function retried(work: Work): Work {
  const again = work.refused.reduce<Operation[]>(
    (operations, batch) => coalesce(operations, batch.operations),
    [],
  );
  const activeMs = work.refused.reduce((sum, batch) => sum + batch.activeMs, work.activeMs);
  return { ...work, operations: coalesce(again, work.operations), activeMs, refused: [] };
}

/** Whether anything is still to be sent, now or after a conflict is settled. */
export function hasUnsent(work: Work): boolean {
  return (
    work.batch !== null || work.operations.length > 0 || Object.keys(work.decisions).length > 0
  );
}

export function isDone(work: Work): boolean {
  return !hasUnsent(work) && !work.conflict && work.refused.length === 0;
}

export function numPending(work: Work): number {
  const uids = [...(work.batch?.operations ?? []), ...work.operations].map(uidOf);
  return new Set([...uids, ...Object.keys(work.decisions)]).size;
}

/** Every pending operation in the order in which it was made. */
export function pendingOperations(work: Work): Operation[] {
  return coalesce(work.batch?.operations ?? [], work.operations);
}
