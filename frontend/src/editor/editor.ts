/** createEditor: one image's editor behind the interface that the page uses. */

import { attributeCommands } from "./commands/attributes";
import { drawingCommands } from "./commands/drawing";
import { seeingCommands } from "./commands/seeing";
import { operationCommands } from "./commands/operations";
import { pastCommands } from "./commands/past";
import { polygonCommands } from "./commands/polygons";
import { segmentCommands } from "./commands/segments";
import { suggestionCommands } from "./commands/suggestions";
import { superpixelCommands } from "./commands/superpixels";
import { weakCommands } from "./commands/weak";
import { viewCommands } from "./commands/view";
import { Core } from "./core";
import { Gestures } from "./gestures";
import type { Editor } from "./interface";
import { createScene } from "./scene";
import { Unlabelled } from "./seeing/unlabelled";
import type { EditorOptions } from "./types";

/**
 * @throws MaskSizeMismatch, InvalidCounts a segment's or suggestion's mask is none of this image.
 * @throws TooManyRegions the image has more than 65,535 segments or suggestions.
 */
export function createEditor(options: EditorOptions): Editor {
  const core = new Core(options);
  const gestures = new Gestures(core);
  const unlabelled = new Unlabelled(core);
  return {
    store: core.store,
    scene: createScene(core, gestures, unlabelled),
    ...drawingCommands(core, gestures),
    ...polygonCommands(core, gestures),
    ...segmentCommands(core, gestures),
    ...attributeCommands(core, gestures),
    ...weakCommands(core, gestures),
    ...operationCommands(core, gestures),
    ...suggestionCommands(core, gestures),
    ...superpixelCommands(core),
    ...viewCommands(core, gestures),
    ...seeingCommands(core, gestures, unlabelled),
    ...pastCommands(core, gestures),
    onCommit: (listener) => core.commits.subscribe(listener),
    onDecision: (listener) => core.decisions.subscribe(listener),
    onPrompt: (listener) => core.prompts.subscribe(listener),
    onNotice: (listener) => core.notices.subscribe(listener),
  };
}
