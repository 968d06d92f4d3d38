/** Why an open image cannot be changed right now. */

import type { AnnotationState } from "../../api/types";

export type ReadOnlyReason = "viewer" | "approved" | "past" | "looking";

/** Null where it may be changed; what lasts is said before what the next key press ends. */
export function readOnlyReason(
  mayAnnotate: boolean,
  state: AnnotationState,
  isPast: boolean,
  isLooking: boolean,
): ReadOnlyReason | null {
  if (!mayAnnotate) return "viewer";
  // What is approved is changed on purpose only: Reopen first.
  if (state === "approved") return "approved";
  if (isPast) return "past";
  return isLooking ? "looking" : null;
}
