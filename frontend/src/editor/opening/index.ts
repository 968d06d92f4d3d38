/** Prepares an image in a worker; where there is none, or it fails, here. */

import { wrap } from "comlink";
import type { Remote } from "comlink";

import { unpack } from "./packing";
import { prepare } from "./prepare";
import type { Prepared, Wires } from "./prepare";
import type { Opener } from "./prepare.worker";

let opener: Remote<Opener> | null = null;

/**
 * @throws MaskSizeMismatch, InvalidCounts a segment's or suggestion's mask is none of this image.
 * @throws TooManyRegions the image has more than 65,535 segments or suggestions.
 */
export async function prepareImage(wires: Wires): Promise<Prepared> {
  if (typeof Worker === "undefined") return prepare(wires);
  try {
    opener ??= wrap<Opener>(
      new Worker(new URL("./prepare.worker.ts", import.meta.url), { type: "module" }),
    );
    return unpack(await opener.prepare(wires), wires.sizeHw);
  } catch {
    // What is wrong with the data is said by the errors that are thrown here; a lost worker is none.
    return prepare(wires);
  }
}
