/** Every tool by its name. */

import type { ToolName } from "../types";
import { box, boxIdle } from "./box";
import type { Tool } from "./event";
import { fill, fillIdle } from "./fill";
import { lasso, lassoIdle } from "./lasso";
import { pan, panIdle } from "./pan";
import { polygon, polygonIdle } from "./polygon";
import { ruler, rulerIdle } from "./ruler";
import { scribble, scribbleIdle } from "./scribble";
import { scissors, scissorsIdle } from "./scissors";
import { select, selectIdle } from "./select";
import { shapeIdle, shapeTool } from "./shape";
import { split, splitIdle } from "./split";
import { stroke, strokeIdle } from "./stroke";
import { superpixels, superpixelsIdle } from "./superpixels";
import { weakBox, weakBoxIdle } from "./weakBox";

/** Every tool's state; a polygon under way outlives a pan in between. */
export const idleStates = {
  select: selectIdle,
  brush: strokeIdle,
  eraser: strokeIdle,
  rectangle: shapeIdle,
  ellipse: shapeIdle,
  lasso: lassoIdle,
  fill: fillIdle,
  polygon: polygonIdle,
  box: boxIdle,
  scissors: scissorsIdle,
  watershed: scribbleIdle,
  superpixels: superpixelsIdle,
  weakBox: weakBoxIdle,
  pan: panIdle,
  ruler: rulerIdle,
  split: splitIdle,
};
export type ToolStates = typeof idleStates;

export const tools: { [Name in ToolName]: Tool<ToolStates[Name]> } = {
  select,
  brush: stroke,
  eraser: stroke,
  rectangle: shapeTool("rectangle"),
  ellipse: shapeTool("ellipse"),
  lasso,
  fill,
  polygon,
  box,
  scissors,
  watershed: scribble,
  superpixels,
  weakBox,
  pan,
  ruler,
  split,
};
