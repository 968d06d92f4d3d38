/** Fetches and prepares a picture's original values off the page's thread. */

import { type Remote, wrap } from "comlink";
import type { SizeHw } from "../geometry/points";
import { type DeepLoader, type DeepValues, NoDeepValues } from "./deep";

/**
 * @throws NoDeepValues the server has none that fit, or nobody wants them any more; TypeError the server
 *   cannot be reached.
 */
export async function loadDeepValues(
  url: string,
  sizeHw: SizeHw,
  signal: AbortSignal,
): Promise<DeepValues> {
  const worker = new Worker(new URL("./deep.worker.ts", import.meta.url), { type: "module" });
  const loader: Remote<DeepLoader> = wrap<DeepLoader>(worker);
  const aborted = new Promise<never>((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(new NoDeepValues("No longer wanted.")), {
      once: true,
    });
  });
  try {
    return await Promise.race([loader.load(new URL(url, location.href).href, sizeHw), aborted]);
  } finally {
    // It held copies of everything that it read.
    worker.terminate();
  }
}
