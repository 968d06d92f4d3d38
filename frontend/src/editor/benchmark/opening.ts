/** From the API's answer to the first correct paint, and how long the page's thread stood still meanwhile. */

import { segmentFromWire } from "../wire";
import { createEditor } from "../editor";
import { prepareImage } from "../opening";
import { CAMERA, editorClasses, street } from "./scenario";
import { mountForTiming, quantile } from "./timing";
import type { Figures } from "./timing";

/** Of stalls the shortest counts: what else the machine does lengthens them, nothing shortens them. */
const REPEATS = 9;

export async function opening(): Promise<Figures> {
  const text = JSON.stringify(street(CAMERA));
  const decodes = (JSON.parse(text) as ReturnType<typeof street>).map((wire) => {
    const times = Array.from({ length: 3 }, () => timed(() => void segmentFromWire(wire, CAMERA)));
    return Math.min(...times);
  });
  const longest: number[] = [];
  const totals: number[] = [];
  const inPlace: number[] = [];
  for (let i = 0; i < REPEATS; i += 1) {
    const stop = watchStalls();
    const begun = performance.now();
    await openOnce(text, true);
    totals.push(performance.now() - begun);
    longest.push(stop());
    const stopDirect = watchStalls();
    await openOnce(text, false);
    inPlace.push(stopDirect());
  }
  return {
    "open_300 data_to_paint_ms": quantile(totals, 0.5),
    "open_300 longest_stall_ms": Math.min(...longest),
    "open_300 without_worker_stall_ms": Math.min(...inPlace),
    "open_300 longest_decode_ms": Math.max(...decodes),
    "open_300 all_decodes_ms": decodes.reduce((sum, each) => sum + each, 0),
  };
}

async function openOnce(text: string, usesWorker: boolean): Promise<void> {
  const wires = {
    sizeHw: CAMERA,
    segments: JSON.parse(text) as ReturnType<typeof street>,
    suggestions: [],
  };
  const prepared = usesWorker ? await prepareImage(wires) : undefined;
  const editor = createEditor({
    ...wires,
    ...(prepared && { prepared }),
    overlapMode: "layered",
    classes: editorClasses,
  });
  // Turns of the event loop, as between answer and frame and between two frames.
  await turn();
  const { draw, isDone } = mountForTiming(editor);
  while (!isDone()) {
    await turn();
    draw();
  }
}

function timed(body: () => void): number {
  const begun = performance.now();
  body();
  return performance.now() - begun;
}

function turn(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 0);
  });
}

/** The longest time between two turns of the event loop until the result is called. */
function watchStalls(): () => number {
  const { port1, port2 } = new MessageChannel();
  let longest = 0;
  let before = performance.now();
  let isWatching = true;
  const tick = (): void => {
    const now = performance.now();
    longest = Math.max(longest, now - before);
    before = now;
    if (isWatching) port2.postMessage(null);
  };
  port1.onmessage = tick;
  port2.postMessage(null);
  return () => {
    isWatching = false;
    tick();
    port1.close();
    return longest;
  };
}
