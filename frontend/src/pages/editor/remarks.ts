/** Says at the canvas why a key did nothing: silence looks like a key that was not heard. */

import type { Unavailable } from "./commands/types";

type Listener = (reason: Unavailable) => void;
const listeners = new Set<Listener>();

export function explain(reason: Unavailable): void {
  for (const listener of listeners) listener(reason);
}

/** Returns the unsubscriber. */
export function onExplained(listener: Listener): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}
