/** Commands on suggestions: accepting makes segments, rejecting and restoring are decisions. */

import { keptSelection } from "./selection";
import { isEmptyRuns } from "../masks/runs";
import { spansOfRuns } from "../masks/spans";
import { attributesOf, defaultsOf } from "./attributes";
import type { SegmentShell, SuggestionMove } from "./change";
import type { Core } from "./core";
import { Z_STEP, newZ } from "./order";
import { paintOrder } from "./layer";
import type { EditorState, EditorSuggestion, Uid } from "./types";

/**
 * Makes pending suggestions segments, in one step.
 *
 * A person's work is never overwritten: in exclusive images a suggestion gets only the pixels that
 * nobody owns, the topmost suggestion first; one that would get none stays pending.
 */
export function accept(core: Core, uids: readonly Uid[]): void {
  const isExclusive = core.state.overlapMode === "exclusive";
  const pending = pendingOf(core, uids).sort(paintOrder);
  const lowest = newZ(core.segments, "above");
  const transaction = core.begin();
  const shells = pending.map((suggestion, i) =>
    shellFrom(core.state, suggestion, lowest + i * Z_STEP),
  );
  const order = pending.map((_, i) => i);
  if (isExclusive) order.reverse();
  for (const i of order) {
    const target = transaction.create(shells[i]!);
    transaction.add(target, spansOfRuns(pending[i]!.runs), isExclusive ? "unlabelled" : "above");
  }
  const changes = transaction.finish();
  const accepted = new Set(changes.map(({ uid }) => uid));
  const moves = pending
    .filter(({ uid }) => accepted.has(uid))
    .map((suggestion): SuggestionMove => ({ suggestion, from: "pending", to: "accepted" }));
  core.commit({ changes, moves }, "accept", true);
  for (const { uid } of pending) if (!accepted.has(uid)) core.notify("suggestion_covered", uid);
}

export function reject(core: Core, uids: readonly Uid[]): void {
  const moves = pendingOf(core, uids).map((suggestion): SuggestionMove => ({
    suggestion,
    from: "pending",
    to: "rejected",
  }));
  core.rememberRejected(moves.map(({ suggestion }) => suggestion));
  core.commit({ changes: [], moves }, "accept");
}

/** Makes a suggestion that was rejected since the image was opened pending again. */
export function restore(core: Core, uid: Uid): void {
  const suggestion = core.rejected(uid);
  if (suggestion === undefined || core.state.suggestions.has(uid)) return;
  core.commit({ changes: [], moves: [{ suggestion, from: "rejected", to: "pending" }] }, "accept");
}

/** Takes in suggestions that came later; those that became segments in the meantime are left out. */
export function replaceSuggestions(core: Core, suggestions: readonly EditorSuggestion[]): void {
  const { segments } = core.state;
  const pending = suggestions.filter(({ uid, runs }) => !segments.has(uid) && !isEmptyRuns(runs));
  for (const item of core.suggestions.all()) core.suggestions.remove(item);
  for (const suggestion of pending) core.suggestions.add(suggestion);
  core.suggestions.composeAll();
  const next = new Map(pending.map((suggestion) => [suggestion.uid, suggestion]));
  const kept = keptSelection(core.state, (uid) => segments.has(uid) || next.has(uid));
  core.set({ suggestions: next, ...kept });
}

function pendingOf(core: Core, uids: readonly Uid[]): EditorSuggestion[] {
  const { suggestions, segments } = core.state;
  return uids.flatMap((uid) => (segments.has(uid) ? [] : (suggestions.get(uid) ?? [])));
}

function shellFrom(
  { classes }: EditorState,
  { uid, classId, score }: EditorSuggestion,
  z: number,
): SegmentShell {
  return {
    uid,
    classId,
    z,
    polygon: null,
    iscrowd: false,
    occluded: false,
    truncated: false,
    attributes: defaultsOf(attributesOf(classes, classId)),
    origin: "model",
    score,
  };
}
