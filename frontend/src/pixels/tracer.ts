/** Asks the tracing worker for the ways along the picture's edges from a point, window by window. */

import { releaseProxy, transfer, wrap } from "comlink";
import type { Remote } from "comlink";

import type { BoxXyxy, SizeHw } from "../geometry/points";
import type { LiveWire } from "../masks/livewire";
import type { Vertex } from "../masks/types";
import type { TraceWorker } from "./trace.worker";

/** Answers how the picture's edges lead from a corner between pixels to all others around it. */
export interface Tracer {
  from(seed: Vertex): Promise<LiveWire>;
  /** Gives the memory back. */
  close(): void;
}

/** The window's reach to every side of its seed: further away people set the next anchor anyway. */
const REACH_PX = 384;

/** A tracer for a decoded picture, shown at the image's size. */
export function pictureTracer(picture: HTMLImageElement | ImageBitmap, sizeHw: SizeHw): Tracer {
  let started: { worker: Worker; remote: Remote<TraceWorker> } | null = null;
  const start = (): NonNullable<typeof started> => {
    const worker = new Worker(new URL("./trace.worker.ts", import.meta.url), { type: "module" });
    return { worker, remote: wrap<TraceWorker>(worker) };
  };
  return {
    async from(seed) {
      started ??= start();
      const box = windowAround(seed, sizeHw);
      const bitmap = await cropOf(picture, box, sizeHw);
      return started.remote.trace(transfer(bitmap, [bitmap]), box, seed);
    },
    close() {
      started?.remote[releaseProxy]();
      started?.worker.terminate();
      started = null;
    },
  };
}

export function windowAround([x, y]: Vertex, [h, w]: SizeHw): BoxXyxy {
  return [
    Math.max(x - REACH_PX, 0),
    Math.max(y - REACH_PX, 0),
    Math.min(x + REACH_PX, w),
    Math.min(y + REACH_PX, h),
  ];
}

/** Only the window leaves the picture, however large that is. */
function cropOf(
  picture: HTMLImageElement | ImageBitmap,
  [left, top, right, bottom]: BoxXyxy,
  [h, w]: SizeHw,
): Promise<ImageBitmap> {
  const [toX, toY] = [picture.width / w, picture.height / h];
  const [wide, high] = [right - left, bottom - top];
  const size = { resizeWidth: wide, resizeHeight: high } as const;
  return createImageBitmap(picture, left * toX, top * toY, wide * toX, high * toY, size);
}
