/** What a run's metrics lines say, as curves and as the newest figures. */
import type { MetricsLine } from "../../api/types";

export type Points = [x: number, y: number][];

export interface RunCurves {
  /** By step. */
  loss: Points;
  valLoss: Points;
  miou: Points;
  pixelAccuracy: Points;
}

/** A run that resumed from its checkpoint repeats steps: the later measurement stands. */
function push(points: Points, x: number, y: number | null | undefined): void {
  while (points.length > 0 && points.at(-1)![0] >= x) points.pop();
  if (typeof y === "number" && Number.isFinite(y)) points.push([x, y]);
}

export function runCurves(lines: readonly MetricsLine[]): RunCurves {
  const curves: RunCurves = { loss: [], valLoss: [], miou: [], pixelAccuracy: [] };
  for (const line of lines) {
    switch (line.kind) {
      case "step":
        push(curves.loss, line.step, line.loss);
        break;
      case "epoch":
        push(curves.valLoss, line.step, line.val_loss);
        push(curves.miou, line.step, line.miou);
        push(curves.pixelAccuracy, line.step, line.pixel_accuracy);
        break;
      case "start":
      case "done":
        break;
    }
  }
  return curves;
}

export interface RunFacts {
  start: Extract<MetricsLine, { kind: "start" }> | null;
  lastEpoch: Extract<MetricsLine, { kind: "epoch" }> | null;
  bestMiou: number | null;
}

export function runFacts(lines: readonly MetricsLine[]): RunFacts {
  const facts: RunFacts = { start: null, lastEpoch: null, bestMiou: null };
  for (const line of lines) {
    if (line.kind === "start") facts.start = line;
    if (line.kind === "epoch") {
      facts.lastEpoch = line;
      if (line.miou !== null) facts.bestMiou = Math.max(facts.bestMiou ?? 0, line.miou);
    }
  }
  return facts;
}
