import type { CommandId } from "../commands";
import { keysOf } from "../keymap/store";
import { ariaKeys, isMacPlatform, keyLabel } from "../keys";

/** A command's key as people read it, as it is bound now; undefined where it has none. */
export function shortcutOf(id: CommandId): string | undefined {
  const [key] = keysOf(id);
  return key === undefined ? undefined : keyLabel(key, isMacPlatform());
}

/** All keys of a command, for `aria-keyshortcuts`. */
export function ariaShortcutOf(id: CommandId): string | undefined {
  const keys = keysOf(id).map((key) => ariaKeys(key, isMacPlatform()));
  return keys.length === 0 ? undefined : keys.join(" ");
}
