/** Measures `active_ms`, the time with input since the last save. */

/** Two inputs at most this far apart count as continuous work; a longer pause counts as nothing. */
export const LONGEST_PAUSE_MS = 5_000;

/**
 * The rule: the gaps between consecutive input events are added up, each only if it is not longer than
 * 5 s. A single event counts 0; time in a hidden tab counts 0 because it has no input.
 */
export class ActiveClock {
  #last: number | null = null;
  #accumulated = 0;

  /** An input event happened at `now` (ms, monotonic). */
  touch(now: number): void {
    if (this.#last !== null) {
      const gap = now - this.#last;
      if (gap > 0 && gap <= LONGEST_PAUSE_MS) this.#accumulated += gap;
    }
    this.#last = now;
  }

  /** The whole milliseconds counted since the last take; starts again from zero. */
  take(): number {
    const whole = Math.floor(this.#accumulated);
    this.#accumulated -= whole;
    return whole;
  }
}

const INPUT_EVENTS = ["pointerdown", "pointermove", "pointerup", "wheel", "keydown"] as const;

/** Feeds the clock from a page's input events; returns the function that stops it. */
export function watchInput(clock: ActiveClock, target: EventTarget): () => void {
  const touch = (event: Event): void => {
    clock.touch(event.timeStamp);
  };
  for (const name of INPUT_EVENTS) {
    target.addEventListener(name, touch, { capture: true, passive: true });
  }
  return () => {
    for (const name of INPUT_EVENTS) target.removeEventListener(name, touch, { capture: true });
  };
}
