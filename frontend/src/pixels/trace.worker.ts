/** Finds the cheapest ways along the edges of a window of the picture, off the main thread. */

import { expose, transfer } from "comlink";

import type { BoxXyxy } from "../geometry/points";
import { crackCosts } from "../masks/crackCosts";
import { liveWire } from "../masks/livewire";
import type { LiveWire } from "../masks/livewire";
import type { Vertex } from "../masks/types";
import { readPixels } from "./read";

const tracer = {
  /** @param crop the picture within the box. */
  trace(crop: ImageBitmap, box: BoxXyxy, seed: Vertex): LiveWire {
    const { values, channels, sizeHw } = readPixels(crop, [crop.height, crop.width]);
    crop.close();
    const wire = liveWire(crackCosts(values, sizeHw[0], sizeHw[1], channels), box, seed);
    return transfer(wire, [wire.back.buffer]);
  },
};

export type TraceWorker = typeof tracer;

expose(tracer);
