/** Earlier states: looked at, and brought back. */

import type { Core } from "../core";
import type { Gestures } from "../gestures";
import type { PastCommands } from "../interface";
import { compareWithNow, preview } from "../previewing";
import { restoreSegments } from "../restoring";
import { weakFromWire } from "../weak/weakLabels";
import { segmentFromWire } from "../wire";
import { endingWith } from "./ending";

export function pastCommands(core: Core, gestures: Gestures): PastCommands {
  const ending = endingWith(gestures);
  return {
    preview: ending((wires, weak) => {
      gestures.cancel();
      const { sizeHw } = core.state;
      const then = wires?.map((wire) => segmentFromWire(wire, sizeHw)) ?? null;
      preview(core, then, weak?.map(weakFromWire));
    }),
    compareWithNow: (showsNow) => compareWithNow(core, showsNow),
    restore: ending((wires, options, weak) => {
      const { sizeHw } = core.state;
      return restoreSegments(
        core,
        wires.map((wire) => segmentFromWire(wire, sizeHw)),
        options,
        weak?.map(weakFromWire),
      );
    }),
  };
}
