/** How masks and marks are shown, measuring, and where the pointer is. */

import type { Core } from "../core";
import type { Gestures } from "../gestures";
import type { SeeingCommands } from "../seeing/interface";
import { type FreeRegion, nextRegion, RegionFinder } from "../seeing/regions";
import type { Beacon } from "../seeing/types";
import type { Unlabelled } from "../seeing/unlabelled";
import { centreView, fitWidthInView, revealBoxInView, zoomView } from "../viewing";

/** Of each frame, for counting: a whole large image is spread over some of them. */
const COUNTING_MS = 3;
/** The ring round a place is seen so long. */
const BEACON_MS = 2_500;

export function seeingCommands(
  core: Core,
  gestures: Gestures,
  unlabelled: Unlabelled,
): SeeingCommands {
  return {
    setSeeing: (seeing) => core.set({ seeing: { ...core.state.seeing, ...seeing } }),
    zoomTo: (scale) => zoomView(core, scale / core.state.view.scale),
    fitWidth: () => fitWidthInView(core),
    centreOn: (at) => centreView(core, at, core.state.view.scale),
    revealBox: (boxXyxy) => revealBoxInView(core, boxXyxy),
    unlabelledPx: () => unlabelled.count(COUNTING_MS),
    nextUnlabelled: leadingOn(core, unlabelled),
    setRuler: (ruler) => core.set({ ruler }),
    cursorAt: () => gestures.cursorAt,
    onSight(listener) {
      const stopDirty = core.dirty.subscribe(listener);
      const stopState = core.store.subscribe(listener);
      return () => {
        stopDirty();
        stopState();
      };
    },
  };
}

function leadingOn(core: Core, unlabelled: Unlabelled): SeeingCommands["nextUnlabelled"] {
  const finder = new RegionFinder(unlabelled, core.state.sizeHw);
  let last: FreeRegion | null = null;
  return async () => {
    const regions = await finder.find();
    const at = nextRegion(regions, last);
    const region = regions[at];
    last = region ?? null;
    if (region === undefined) {
      core.notify("all_labelled");
      return null;
    }
    const beacon: Beacon = { ...region, index: at + 1, total: regions.length };
    revealBoxInView(core, region.boxXyxy);
    core.set({ beacon });
    setTimeout(() => {
      if (core.state.beacon === beacon) core.set({ beacon: null });
    }, BEACON_MS);
    return beacon;
  };
}
