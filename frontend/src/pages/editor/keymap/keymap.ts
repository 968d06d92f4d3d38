/** The keys that commands really have: the table's own, changed by what a person chose. Pure functions. */

import { type CommandId, commandIds, commandOf } from "../commands";
import { collides, isBinding, meaningsOf } from "./press";

/** Commands whose keys were changed; an empty list is a command without a key. */
export type Overrides = Readonly<Partial<Record<CommandId, readonly string[]>>>;

export type Keymap = ReadonlyMap<CommandId, readonly string[]>;

/** More would not fit a row of the help, and nobody remembers them. */
const MOST_KEYS = 4;

/** What each command has by now. Where a chosen key is another command's own, the chosen one counts. */
export function keymapOf(overrides: Overrides): Keymap {
  const chosen = Object.values(overrides).flat();
  return new Map(
    commandIds.map((id) => {
      const keys = overrides[id] ?? commandOf(id).keys;
      const isFree = (key: string): boolean => !chosen.some((each) => collides(each, key));
      return [id, overrides[id] === undefined ? keys.filter(isFree) : keys];
    }),
  );
}

/** The command that a press would run, other than `except`. */
export function ownerOf(keymap: Keymap, binding: string, except: CommandId): CommandId | null {
  for (const [id, keys] of keymap) {
    if (id !== except && keys.some((key) => collides(key, binding))) return id;
  }
  return null;
}

/** Gives a command exactly these keys; the table's own are not written down. */
export function withKeys(overrides: Overrides, id: CommandId, keys: readonly string[]): Overrides {
  const own = commandOf(id).keys;
  const isOwn = own.length === keys.length && own.every((key, index) => key === keys[index]);
  const others = Object.entries(overrides).filter(([each]) => each !== id);
  return Object.fromEntries(isOwn ? others : [...others, [id, keys.slice(0, MOST_KEYS)]]);
}

/**
 * Gives a command a key in place of `replaced` (null: besides the others).
 *
 * @param swap whoever had the key gets `replaced` for it; otherwise it loses the key.
 */
export function assigned(
  overrides: Overrides,
  id: CommandId,
  binding: string,
  { replaced, swap }: { replaced: string | null; swap: boolean },
): Overrides {
  const before = keymapOf(overrides);
  const keys = before.get(id) ?? [];
  const isKept = (key: string): boolean => key !== replaced && !collides(key, binding);
  const at = replaced === null ? keys.length : keys.indexOf(replaced);
  const next = [...keys.slice(0, at).filter(isKept), binding, ...keys.slice(at).filter(isKept)];
  let after = overrides;
  const owner = ownerOf(before, binding, id);
  if (owner !== null) {
    const left = (before.get(owner) ?? []).flatMap((key) => {
      if (!collides(key, binding)) return [key];
      return swap && replaced !== null ? [replaced] : [];
    });
    after = withKeys(after, owner, left);
  }
  return withKeys(after, id, next);
}

/** Keys that classes might have, without a modifier or digits with Shift, and that commands do have. In lower case. */
export function reservedKeys(keymap: Keymap): ReadonlySet<string> {
  const meanings = [...keymap.values()].flat().flatMap(meaningsOf);
  return new Set(meanings.filter((each) => /^(shift\+\d|.)$/u.test(each)).concat("+"));
}

export interface ReadOverrides {
  overrides: Overrides;
  /** Entries that were left out: unknown commands, texts that are no keys, keys given twice. */
  numIgnored: number;
}

/** What storage or a file holds may be of any age and shape: each entry is taken only if it fits. */
export function readOverrides(value: unknown): ReadOverrides {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return { overrides: {}, numIgnored: 0 };
  }
  const taken: string[] = [];
  const overrides: Partial<Record<CommandId, readonly string[]>> = {};
  let numIgnored = 0;
  for (const [name, keys] of Object.entries(value)) {
    const id = commandIds.find((each) => each === name);
    const isKeys = Array.isArray(keys) && keys.length <= MOST_KEYS && keys.every(isBinding);
    const isTwice = isKeys && keys.some((key) => taken.some((each) => collides(each, key)));
    if (id === undefined || !isKeys || isTwice) numIgnored += 1;
    else {
      overrides[id] = keys;
      taken.push(...keys);
    }
  }
  return { overrides, numIgnored };
}
