/** Asks the fill worker; the picture is read when it is first asked for, and once. */

import { releaseProxy, transfer, wrap } from "comlink";
import type { Remote } from "comlink";

import type { SizeHw } from "../geometry/points";
import type { FloodOptions } from "../masks/flood";
import type { Runs } from "../masks/types";
import type { FillWorker } from "./fill.worker";

export interface FillQuestion extends FloodOptions {
  readonly seed: { readonly row: number; readonly column: number };
  /** 0 to 255: how far any channel may be from the seed's. */
  readonly tolerance: number;
}

/** Answers which pixels a fill by colour would take. */
export interface Filler {
  fill(question: FillQuestion): Promise<Runs>;
  /** Gives the memory back. */
  close(): void;
}

/** A filler for a decoded picture, shown at the image's size. */
export function pictureFiller(picture: ImageBitmapSource, sizeHw: SizeHw): Filler {
  let started: { worker: Worker; remote: Remote<FillWorker>; isRead: Promise<void> } | null = null;
  const start = (): NonNullable<typeof started> => {
    const worker = new Worker(new URL("./fill.worker.ts", import.meta.url), { type: "module" });
    const remote = wrap<FillWorker>(worker);
    const isRead = createImageBitmap(picture).then((bitmap) =>
      remote.read(transfer(bitmap, [bitmap]), sizeHw),
    );
    return { worker, remote, isRead };
  };
  const close = (): void => {
    started?.remote[releaseProxy]();
    started?.worker.terminate();
    started = null;
  };
  return {
    async fill(question) {
      started ??= start();
      try {
        await started.isRead;
      } catch (error) {
        // The next question may find more memory.
        close();
        throw error;
      }
      return { sizeHw, bounds: await started.remote.fill(question) };
    },
    close,
  };
}
