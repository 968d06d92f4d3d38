/** Splitting segments: along a drawn line, or into the parts that hang apart. */

import { imagePoint } from "../../geometry/points";
import { separated, partsOf } from "../../masks/components";
import { cutByLine } from "../../masks/cutting";
import { areaPx, hasPixel } from "../../masks/runs";
import type { Runs, Vertex } from "../../masks/types";
import { shellOf } from "../change";
import type { Core } from "../core";
import { isFrozen, MAX_REGIONS } from "../layer";
import { replaceMasks } from "../replacing";
import type { MaskEdit } from "../replacing";
import { selectedSegments } from "../selection";
import type { EditorSegment, Uid } from "../types";

/**
 * Cuts the selected segments that the line meets, or, where it meets none, the one that most of it lies on.
 *
 * @returns whether something was cut.
 */
export function cutAlong(core: Core, line: readonly Vertex[]): boolean {
  const met = selectedSegments(core.state).filter((uid) =>
    meets(core.state.segments.get(uid)!.runs, line),
  );
  const under = met.length > 0 ? null : segmentUnder(core, line);
  const uids = under === null ? met : [under];
  if (uids.length > 0) return split(core, uids, (runs) => cutByLine(runs, line), "not_cut");
  core.notify("no_split_target");
  return false;
}

/** Places on a line are looked at this many image pixels apart. */
const STEP_PX = 0.5;

/** Whether a line goes over a mask. */
function meets(runs: Runs, line: readonly Vertex[]): boolean {
  const [h, w] = runs.sizeHw;
  const isOn = ([x, y]: Vertex): boolean => {
    const [row, column] = [Math.floor(y), Math.floor(x)];
    return row >= 0 && column >= 0 && row < h && column < w && hasPixel(runs, row, column);
  };
  return line.some(([xb, yb], i) => {
    const [xa, ya] = line[Math.max(i - 1, 0)]!;
    const numSteps = Math.max(Math.ceil(Math.hypot(xb - xa, yb - ya) / STEP_PX), 1);
    for (let k = 0; k <= numSteps; k += 1) {
      const part = k / numSteps;
      if (isOn([xa + (xb - xa) * part, ya + (yb - ya) * part])) return true;
    }
    return false;
  });
}

/** Every part that hangs apart becomes a segment of its own; the largest one stays. */
export function splitIntoParts(core: Core): void {
  const uids = selectedSegments(core.state);
  if (uids.length === 0) core.notify("no_split_target");
  else split(core, uids, (runs) => largestFirst(runs, core.state.connectivity), "one_part");
}

function largestFirst(runs: Runs, connectivity: 4 | 8): Runs[] | null {
  const parts = separated(partsOf(runs, connectivity));
  if (parts.length < 2) return null;
  const largest = parts.reduce((a, b) => (areaPx(b) > areaPx(a) ? b : a));
  return [largest, ...parts.filter((part) => part !== largest)];
}

/** The first part keeps uid and properties, the others become segments of the same kind beside it. */
function split(
  core: Core,
  uids: readonly Uid[],
  partsOfRuns: (runs: Runs) => Runs[] | null,
  refusal: "not_cut" | "one_part",
): boolean {
  const edits: MaskEdit[] = [];
  let numNew = 0;
  let lockedUid: Uid | null = null;
  for (const uid of uids) {
    const item = core.segments.get(uid)!;
    if (isFrozen(item)) lockedUid = uid;
    const [first, ...others] = (isFrozen(item) ? null : partsOfRuns(item.region.runs)) ?? [];
    if (first === undefined) continue;
    edits.push({ uid, pixels: first, polygon: null });
    for (const pixels of others) {
      edits.push({ shell: shellOfPart(core, item.region), pixels, polygon: null });
    }
    numNew += others.length;
  }
  if (lockedUid !== null) core.notify("locked", lockedUid);
  if (core.segments.size + numNew > MAX_REGIONS) core.notify("too_many");
  else if (numNew === 0) {
    if (lockedUid === null) core.notify(refusal);
  } else {
    replaceMasks(core, edits, "split", "above");
    core.notify("split", null, edits.length);
    return true;
  }
  return false;
}

/** Parts share no pixel: with the same z they all lie where the whole lay among the other segments. */
function shellOfPart(core: Core, whole: EditorSegment): ReturnType<typeof shellOf> {
  return { ...shellOf(whole), uid: core.newUid(), polygon: null };
}

/** How many places of a line are looked at to find the segment that it is for. */
const NUM_SAMPLES = 64;

function segmentUnder(core: Core, line: readonly Vertex[]): Uid | null {
  const votes = new Map<Uid, number>();
  for (let i = 0; i <= NUM_SAMPLES; i += 1) {
    const [x, y] = pointAlong(line, i / NUM_SAMPLES);
    const uid = core.segments.topAt(imagePoint(x, y))?.region.uid;
    if (uid !== undefined) votes.set(uid, (votes.get(uid) ?? 0) + 1);
  }
  const most = [...votes].sort(([, a], [, b]) => b - a)[0];
  return most?.[0] ?? null;
}

/** The place a part of the way (0 to 1) along a line. */
function pointAlong(line: readonly Vertex[], part: number): Vertex {
  const lengths = line.slice(1).map(([x, y], i) => Math.hypot(x - line[i]![0], y - line[i]![1]));
  let left = part * lengths.reduce((a, b) => a + b, 0);
  for (const [i, length] of lengths.entries()) {
    if (left <= length && length > 0) {
      const [[xa, ya], [xb, yb]] = [line[i]!, line[i + 1]!];
      return [xa + ((xb - xa) * left) / length, ya + ((yb - ya) * left) / length];
    }
    left -= length;
  }
  return line.at(-1)!;
}
