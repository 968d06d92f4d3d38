/** The classes as the editor offers them: each with the key that chooses it. */

import type { LabelClass } from "../../api/types";

export interface PaletteClass {
  classId: number;
  name: string;
  color: string;
  isThing: boolean;
  /** What is pressed and shown: a digit or the project's own letter; null where none is left. */
  key: string | null;
}

const DIGITS = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];

/**
 * A project's own hotkeys go first, unless a command has the key; the digits that are left go to the
 * classes without one, in the order of the list.
 *
 * @param reserved keys of the editor's commands, in lower case.
 */
export function paletteOf(
  classes: readonly LabelClass[],
  reserved: ReadonlySet<string>,
): PaletteClass[] {
  const taken = new Set<string>();
  const own = new Map<number, string>();
  for (const { class_id, hotkey } of classes) {
    const key = hotkey.trim().toLowerCase();
    if (key.length !== 1 || taken.has(key) || reserved.has(key)) continue;
    taken.add(key);
    own.set(class_id, key);
  }
  const digits = DIGITS.filter((digit) => !taken.has(digit));
  return classes.map((each) => ({
    classId: each.class_id,
    name: each.name,
    color: each.color,
    isThing: each.is_thing,
    key: own.get(each.class_id) ?? digits.shift() ?? null,
  }));
}
