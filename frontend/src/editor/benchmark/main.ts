/** The editor's benchmark, run in a real browser by benchmarks/editor.py: brush figures include drawing. */

import { brush, naive } from "./brush";
import { editing } from "./editing";
import { gestures } from "./gestures";
import { large } from "./large";
import { opening } from "./opening";

const benchmark = { brush, naive, opening, editing, gestures, large };

declare global {
  interface Window {
    benchmark: typeof benchmark;
  }
}
window.benchmark = benchmark;
