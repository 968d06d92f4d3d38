/** The one table of what keys do: it feeds the shortcuts, the tooltips and the help. */

import { attributeCommands } from "./attributes";
import { editCommands } from "./edit";
import { imageCommands } from "./image";
import { listingCommands } from "./listing";
import { regionCommands } from "./region";
import { seeingCommands } from "./seeing";
import { operationCommands } from "./operations";
import { polygonCommands } from "./polygons";
import { segmentCommands } from "./segments";
import { suggestionCommands } from "./suggestions";
import { toolCommands } from "./tools";
import type { Command, CommandContext, Unavailable } from "./types";
import { viewCommands } from "./view";

export type { Command, CommandContext, CommandGroup, Unavailable } from "./types";

export const commands = {
  ...toolCommands,
  ...editCommands,
  ...regionCommands,
  ...viewCommands,
  ...seeingCommands,
  ...segmentCommands,
  ...attributeCommands,
  ...operationCommands,
  ...polygonCommands,
  ...listingCommands,
  ...suggestionCommands,
  ...imageCommands,
} satisfies Record<string, Command>;

export type CommandId = keyof typeof commands;

export const commandIds = Object.keys(commands) as CommandId[];

export function commandOf(id: CommandId): Command {
  return commands[id];
}

/** Why a command would do nothing now; null where it can be run. */
export function whyNot(id: CommandId, context: CommandContext): Unavailable | null {
  const { edits, unavailable } = commandOf(id);
  return edits && !context.canEdit ? "read_only" : (unavailable?.(context) ?? null);
}
