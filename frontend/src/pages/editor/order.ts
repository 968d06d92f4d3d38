/** The order in which segments and suggestions are listed, and what comes next in it. */

import type { EditorSegment, EditorSuggestion, Uid } from "../../editor";

/** Topmost first, as layers are listed everywhere. */
export function listedSegments(segments: ReadonlyMap<Uid, EditorSegment>): EditorSegment[] {
  return [...segments.values()].sort((a, b) => b.z - a.z || (a.uid < b.uid ? 1 : -1));
}

/** The surest first; those without a score last. Only from `threshold` on, which lets none without score out. */
export function listedSuggestions(
  suggestions: ReadonlyMap<Uid, EditorSuggestion>,
  threshold: number,
): EditorSuggestion[] {
  return [...suggestions.values()]
    .filter((suggestion) => isShown(suggestion, threshold))
    .sort((a, b) => (b.score ?? -1) - (a.score ?? -1) || (a.uid < b.uid ? -1 : 1));
}

export function isShown(suggestion: EditorSuggestion, threshold: number): boolean {
  return suggestion.score === null || suggestion.score >= threshold;
}

/**
 * The uid `step` places further in a list, wrapping round; the first (or last) where none is selected.
 *
 * @returns null for an empty list.
 */
export function neighbour(uids: readonly Uid[], selected: Uid | null, step: 1 | -1): Uid | null {
  if (uids.length === 0) return null;
  const at = selected === null ? -1 : uids.indexOf(selected);
  if (at < 0) return (step === 1 ? uids[0] : uids.at(-1)) ?? null;
  return uids[(at + step + uids.length) % uids.length] ?? null;
}
