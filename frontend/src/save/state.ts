/** What the page says about one annotation's unsaved work. */

import type { SaveState, SaveStateKind, Work } from "./types";
import { numPending } from "./work";

/** How the last attempt to send ended. */
export type Reach = "ok" | "offline" | "signed-out";

/** What needs the person most is said first: a decision, then whether the server is reached. */
export function describeWork(work: Work | undefined, reach: Reach, durable: boolean): SaveState {
  const count = work ? numPending(work) : 0;
  const refused = work?.refused ?? [];
  return {
    kind: kindOf(work, count, reach),
    numPending: count,
    conflict: work?.conflict ?? null,
    refused,
    durable,
    message: refused.at(-1)?.message ?? null,
  };
}

function kindOf(work: Work | undefined, count: number, reach: Reach): SaveStateKind {
  if (work?.conflict) return "conflict";
  if (count > 0 && reach !== "ok") return reach;
  if (work && work.refused.length > 0) return "refused";
  return count > 0 ? "saving" : "saved";
}
