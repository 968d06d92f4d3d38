/** Decisions about suggestions. */

import type { Core } from "../core";
import type { Gestures } from "../gestures";
import type { SuggestionCommands } from "../interface";
import { accept, reject, replaceSuggestions, restore } from "../suggesting";
import { suggestionFromWire } from "../wire";
import { endingWith } from "./ending";

export function suggestionCommands(core: Core, gestures: Gestures): SuggestionCommands {
  const ending = endingWith(gestures);
  return {
    acceptSuggestion: ending((uid) => accept(core, [uid])),
    rejectSuggestion: ending((uid) => reject(core, [uid])),
    acceptAll: ending((uids) => accept(core, uids ?? [...core.state.suggestions.keys()])),
    rejectAll: ending((uids) => reject(core, uids ?? [...core.state.suggestions.keys()])),
    restoreSuggestion: ending((uid) => restore(core, uid)),
    setSuggestions(wires) {
      const { sizeHw } = core.state;
      replaceSuggestions(
        core,
        wires.map((wire) => suggestionFromWire(wire, sizeHw)),
      );
    },
  };
}
