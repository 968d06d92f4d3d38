/** The classes as the editor offers them: each with the key that chooses it. */

import type { LabelClass } from "../../api/types";
import { safeColor } from "../../editor";

export interface PaletteClass {
  classId: number;
  name: string;
  color: string;
  isThing: boolean;
  attributes: LabelClass["attributes"];
  guideline: string;
  /** In no menu; its segments are still shown under its name. */
  isRetired: boolean;
  /** What is pressed: a digit, the project's own letter or `shift+1`; null where none is left. */
  key: string | null;
}

/** Given away in this order: the digits, then whatever letters no command has, then digits with Shift. */
const KEYS = [
  ...Array.from("123456789abcdefghijklmnopqrstuvwxyz"),
  ...Array.from("123456789", (digit) => `shift+${digit}`),
];

/**
 * A project's own hotkeys go first, unless a command has the key; the digits that are left, and
 * then the letters that no command has, then digits with Shift, go to the classes without one, in the
 * order of the list.
 *
 * @param reserved keys of the editor's commands, in lower case.
 * @param hasSafeColors colours for any colour vision in place of the project's own.
 */
export function paletteOf(
  classes: readonly LabelClass[],
  reserved: ReadonlySet<string>,
  hasSafeColors = false,
): PaletteClass[] {
  const taken = new Set<string>();
  const own = new Map<number, string>();
  for (const { class_id, hotkey, retired_at } of classes) {
    if (retired_at !== null) continue;
    const key = hotkey.trim().toLowerCase();
    if (key.length !== 1 || taken.has(key) || reserved.has(key)) continue;
    taken.add(key);
    own.set(class_id, key);
  }
  const free = KEYS.filter((key) => !taken.has(key) && !reserved.has(key));
  return classes.map((each, index) => ({
    classId: each.class_id,
    name: each.name,
    color: hasSafeColors ? safeColor(index) : each.color,
    isThing: each.is_thing,
    attributes: each.attributes,
    guideline: each.guideline,
    isRetired: each.retired_at !== null,
    key: each.retired_at === null ? (own.get(each.class_id) ?? free.shift() ?? null) : null,
  }));
}

/** A class's key as people read it: "b" → "B", "shift+1" → "⇧1". */
export function classKeyLabel(key: string): string {
  return key.replace("shift+", "⇧").toUpperCase();
}

/** Whether a key press is the class's key; digits with Shift go by their place, whatever sign they give. */
export function isClassKey(
  key: string | null,
  press: Pick<KeyboardEvent, "key" | "code" | "shiftKey">,
): boolean {
  const digit = key?.match(/^shift\+(\d)$/)?.[1];
  if (digit !== undefined) return press.shiftKey && press.code === `Digit${digit}`;
  return key === press.key.toLowerCase();
}
