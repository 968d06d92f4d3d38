/** Carries out what tools want done. */

import type { Core } from "./core";
import type { Filling } from "./filling";
import type { Painting } from "./painting";
import { highlightAt } from "./claiming";
import { cutAlong } from "./operations/split";
import { pickAt } from "./picking";
import { selectInBox, toggleAt } from "./selection";
import { drawRegion } from "./regions";
import { ask } from "./prompting";
import { closeLine, endMode } from "./rings";
import { editVertex, insertWire } from "./shapes";
import { moveAll, pickInBox, pickRing, pickVertex } from "./vertices";
import type { Vertex } from "../masks/types";
import type { Effect } from "./tools/event";
import type { ToolName } from "./types";
import { drawBox, pickBox, placeBox } from "./weak/boxes";
import { panView } from "./viewing";
import type { Wiring } from "./wiring";

export interface Hands {
  readonly painting: Painting;
  readonly filling: Filling;
  readonly wiring: Wiring;
  /** Takes up a line whose corners were clicked and that cut nothing. */
  readonly keepLine: (line: readonly Vertex[]) => void;
}

export function carryOut(
  core: Core,
  { painting, filling, wiring, keepLine }: Hands,
  effect: Effect,
  tool: ToolName,
): void {
  switch (effect.kind) {
    case "begin":
      painting.open(effect.at, tool === "eraser");
      break;
    case "stroke":
      painting.stroke(effect.from, effect.to, effect.pressure);
      break;
    case "beginClaim":
      painting.openClaim(effect.at, effect.givesUp);
      break;
    case "claim":
      painting.claim(effect.from, effect.to);
      break;
    case "anchor":
      wiring.anchor(effect.at);
      break;
    case "closeWire":
      insertWire(core, effect.ring);
      break;
    case "highlight":
      highlightAt(core, effect.at);
      break;
    case "commit":
      painting.commit();
      break;
    case "revert":
      painting.revert();
      break;
    case "region":
      drawRegion(core, effect.region, effect.at);
      break;
    case "seed":
      filling.press(effect.at);
      break;
    case "widen":
      filling.widen(effect.byScreenPx);
      break;
    case "settle":
      filling.settle();
      break;
    case "unseed":
      filling.drop();
      break;
    case "close":
      closeLine(core, effect.ring, effect.takesLonger);
      break;
    case "unclosed":
      endMode(core);
      break;
    case "off":
      core.notify("off_outline");
      break;
    case "pickVertex":
      pickVertex(core, effect.handle, effect.adds);
      break;
    case "pickRing":
      pickRing(core, effect.handle);
      break;
    case "bandVertices":
      pickInBox(core, effect.boxXyxy, effect.adds);
      break;
    case "shift":
      moveAll(core, effect.dx, effect.dy);
      break;
    case "vertex":
      editVertex(core, effect.edit);
      break;
    case "pick":
      core.set({ selectedUid: pickAt(core, effect.at) });
      break;
    case "toggle":
      toggleAt(core, effect.at);
      break;
    case "band":
      selectInBox(core, effect.boxXyxy, effect.adds);
      break;
    case "cut":
      if (!cutAlong(core, effect.line) && effect.isClicked) keepLine(effect.line);
      break;
    case "weakPick":
      pickBox(core, effect.uid, effect.at);
      break;
    case "weakDraw":
      drawBox(core, effect.boxXyxy);
      break;
    case "weakPlace":
      placeBox(core, effect.uid, effect.boxXyxy);
      break;
    case "pan":
      panView(core, effect.dx, effect.dy);
      break;
    case "measure":
      core.set({ ruler: effect.ruler });
      break;
    case "box":
    case "point":
    case "scribble":
      ask(core, effect, tool);
      break;
  }
}
