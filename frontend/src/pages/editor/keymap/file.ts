/** Shortcuts as a file that can be kept or given to somebody else. */

import { type Overrides, type ReadOverrides, readOverrides } from "./keymap";

const FORMAT = "maskwright.shortcuts";
/** Larger files are no shortcuts. */
const MOST_CHARACTERS = 64_000;

export class NoShortcutsFile extends Error {
  readonly code = "no_shortcuts_file";
}

export function shortcutsFile(overrides: Overrides): string {
  return `${JSON.stringify({ format: FORMAT, version: 1, shortcuts: overrides }, null, 2)}\n`;
}

/** @throws NoShortcutsFile the text is not such a file. */
export function readShortcutsFile(text: string): ReadOverrides {
  let parsed: unknown;
  try {
    parsed = text.length > MOST_CHARACTERS ? null : JSON.parse(text);
  } catch {
    parsed = null;
  }
  const file = (parsed ?? {}) as { format?: unknown; version?: unknown; shortcuts?: unknown };
  if (file.format !== FORMAT || file.version !== 1 || typeof file.shortcuts !== "object") {
    throw new NoShortcutsFile(`Expected a file with "format": "${FORMAT}" and "version": 1.`);
  }
  return readOverrides(file.shortcuts);
}
