/** What is said about several segments at once, beyond their pixels. */

import { changeShells, withValue } from "../attributing";
import type { Core } from "../core";
import type { Gestures } from "../gestures";
import type { AttributeCommands } from "../interface";
import { endingWith } from "./ending";

export function attributeCommands(core: Core, gestures: Gestures): AttributeCommands {
  const ending = endingWith(gestures);
  return {
    setAttribute: ending((uids, name, value) =>
      changeShells(core, uids, (segment) => withValue(segment, name, value)),
    ),
  };
}
