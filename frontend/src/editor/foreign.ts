/** Undo after others' work came in: an old step may give back only what nobody else owns by now. */

import { subtract, xor } from "../masks/boolean";
import { RunsBuilder, isEmptyRuns } from "../masks/runs";
import { spansOfRuns } from "../masks/spans";
import type { Runs } from "../masks/types";
import type { Change } from "./change";
import { NOBODY } from "./idmap";
import type { Item, Layer } from "./layer";
import type { EditorSegment, Uid } from "./types";

/** The changes without pixels that segments outside of the step own. */
export function withoutForeign(
  changes: readonly Change[],
  layer: Layer<EditorSegment>,
): readonly Change[] {
  const own = new Set(changes.map(({ uid }) => uid));
  return changes.flatMap((change) => {
    const now = layer.get(change.uid)?.region.runs;
    const gained = now === undefined ? change.patch : subtract(change.patch, now);
    const taken = ownedByOthers(gained, own, layer);
    if (isEmptyRuns(taken)) return [change];
    const patch = subtract(change.patch, taken);
    const left = now === undefined ? patch : xor(now, patch);
    if (isEmptyRuns(left)) return now === undefined ? [] : [{ ...change, after: null, patch: now }];
    // Fewer pixels than the vertices enclose: from here on it is a mask.
    return [{ ...change, after: change.after && { ...change.after, polygon: null }, patch }];
  });
}

/** The pixels that segments not named in `own` hold. */
export function ownedByOthers(
  pixels: Runs,
  own: ReadonlySet<Uid>,
  layer: Layer<EditorSegment>,
): Runs {
  return pixelsOwnedBy(pixels, layer, ({ region }) => !own.has(region.uid));
}

/** Those of the pixels whose topmost segment is one of certain ones. */
export function pixelsOwnedBy(
  pixels: Runs,
  layer: Layer<EditorSegment>,
  isMeant: (item: Item<EditorSegment>) => boolean,
): Runs {
  const w = pixels.sizeHw[1];
  const builder = new RunsBuilder(pixels.sizeHw);
  const owners = new Int32Array(3 * w);
  const spans = spansOfRuns(pixels);
  for (let i = 0; i < spans.length; i += 1) {
    const row = spans.row(i);
    const used = layer.idMap.owners(row, spans.start(i), spans.end(i), owners);
    for (let j = 0; j < used; j += 3) {
      const slot = owners[j]!;
      if (slot === NOBODY || !isMeant(layer.at(slot)!)) continue;
      builder.push(row * w + owners[j + 1]!, row * w + owners[j + 2]!);
    }
  }
  return builder.finish();
}
