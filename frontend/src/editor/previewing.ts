/** An earlier state, shown in place of the present one; nothing is drawn meanwhile. */

import type { Core } from "./core";
import { Layer } from "./layer";
import { differs } from "./restoring";
import type { EditorSegment, EditorWeakLabel, Preview, Uid } from "./types";
import { weakRestoring } from "./weak/weakLabels";

/** Shows how the image was; null shows the present again. */
export function preview(
  core: Core,
  then: readonly EditorSegment[] | null,
  thenWeak: readonly EditorWeakLabel[] = [],
): void {
  if (then === null) {
    core.earlier = null;
    core.set({ preview: null });
    return;
  }
  const { sizeHw, overlapMode } = core.state;
  const layer = new Layer<EditorSegment>(sizeHw, overlapMode === "exclusive");
  for (const segment of then) layer.add(segment);
  layer.composeAll();
  core.earlier = layer;
  core.set({ preview: comparison(core, then, thenWeak), proposal: null, prompt: null });
}

/** Shows the present (or the earlier state again) with the same segments marked. */
export function compareWithNow(core: Core, showsNow: boolean): void {
  const { preview: shown } = core.state;
  if (shown !== null) core.set({ preview: { ...shown, showsNow } });
}

function comparison(
  core: Core,
  then: readonly EditorSegment[],
  thenWeak: readonly EditorWeakLabel[],
): Preview {
  const { segments: now, weakLabels } = core.state;
  const earlier = new Set(then.map(({ uid }) => uid));
  const gone: Uid[] = [];
  const changed: Uid[] = [];
  for (const segment of then) {
    const current = now.get(segment.uid);
    if (current === undefined) gone.push(segment.uid);
    else if (differs(current, segment)) changed.push(segment.uid);
  }
  const added = [...now.keys()].filter((uid) => !earlier.has(uid));
  const weak = weakRestoring(weakLabels, thenWeak, true);
  return {
    different: new Set([...gone, ...changed, ...added]),
    weakLabels: new Map(thenWeak.map((label) => [label.uid, label])),
    differentWeak: new Set(weak.map(({ uid }) => uid)),
    numGone: gone.length + weak.filter(({ before }) => before === null).length,
    numChanged: changed.length + weak.filter(({ before, after }) => before && after).length,
    numAdded: added.length + weak.filter(({ after }) => after === null).length,
    showsNow: false,
  };
}
