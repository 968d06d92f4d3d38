/** The order in which commands are explained. */

import type { CommandGroup } from "../commands";

export const COMMAND_GROUPS: readonly CommandGroup[] = [
  "tools",
  "edit",
  "segments",
  "operations",
  "suggestions",
  "view",
  "image",
];
