/** Which classes may be drawn: retired ones are shown, and nothing more. */

import type { EditorClass } from "./types";

export function isRetired(classes: readonly EditorClass[], classId: number | null): boolean {
  return classes.some((each) => each.classId === classId && each.isRetired === true);
}

export function firstInUse(classes: readonly EditorClass[]): number | null {
  return classes.find((each) => each.isRetired !== true)?.classId ?? null;
}
