/** What is done to whole segments at once. */

import type { Core } from "../core";
import type { Gestures } from "../gestures";
import { combine } from "../operations/booleans";
import { duplicate } from "../operations/duplicating";
import type { OperationCommands } from "../operations/interface";
import { proposeRefined } from "../operations/refining";
import { splitIntoParts } from "../operations/split";
import { endingWith } from "./ending";

export function operationCommands(core: Core, gestures: Gestures): OperationCommands {
  const ending = endingWith(gestures);
  return {
    combine: ending((how) => combine(core, how)),
    splitIntoParts: ending(() => splitIntoParts(core)),
    setConnectivity: (connectivity) => core.set({ connectivity }),
    proposeRefined: ending((refined, tool) => proposeRefined(core, refined, tool)),
    duplicate: ending(() => duplicate(core)),
    tell: (code) => core.notify(code),
  };
}
