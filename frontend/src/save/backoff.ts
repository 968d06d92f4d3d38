/** When to try again: exponential back-off with full jitter, so that a returning server is not stampeded. */

const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 30_000;

/**
 * @param attempt 0 for the first retry.
 * @param random in [0, 1): the jitter.
 * @param retryAfterMs what the server asked for, if it did; never undercut.
 *
 * Source: "Exponential Backoff And Jitter" (Brooker, AWS Architecture Blog, 2015), full jitter; half of the
 * ceiling is the floor, because a person is watching and an immediate retry is rarely the one that works.
 */
export function retryDelayMs(attempt: number, random: number, retryAfterMs = 0): number {
  const ceiling = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** attempt);
  return Math.max(retryAfterMs, ceiling / 2 + (random * ceiling) / 2);
}
