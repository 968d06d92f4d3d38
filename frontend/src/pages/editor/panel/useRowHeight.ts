/** How high rows are: a finger needs more than a mouse. */

import { useSyncExternalStore } from "react";

const FINE_PX = 30;
const COARSE_PX = 40;

const coarse = window.matchMedia("(pointer: coarse)");

function subscribe(listener: () => void): () => void {
  coarse.addEventListener("change", listener);
  return () => coarse.removeEventListener("change", listener);
}

/** In CSS pixels. */
export function useRowHeight(): number {
  return useSyncExternalStore(subscribe, () => (coarse.matches ? COARSE_PX : FINE_PX));
}
