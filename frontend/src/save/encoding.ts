/** Encodes masks a few at a time before the store asks for all of them: thousands would hold the page up. */

import type { Operation } from "./types";

/** As many are encoded within a frame. */
const AT_ONCE = 64;
/** How long encoding may keep the page waiting. */
const SLICE_MS = 8;

/** Null where the store may encode them itself. */
export function encodedAhead(operations: readonly Operation[]): Promise<void> | null {
  return operations.length > AT_ONCE ? encodeInSlices(operations) : null;
}

function read(_counts: unknown): void {
  // Reading is all there is to do.
}

async function encodeInSlices(operations: readonly Operation[]): Promise<void> {
  let until = performance.now() + SLICE_MS;
  for (const operation of operations) {
    // Reading the counts encodes and keeps them.
    if (operation.op === "upsert") read(operation.segment.mask?.counts);
    if (performance.now() < until) continue;
    await new Promise((resolve) => {
      setTimeout(resolve, 0);
    });
    until = performance.now() + SLICE_MS;
  }
}
