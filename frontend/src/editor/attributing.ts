/** Changes of properties and attribute values of several segments, as one step. */

import { attributesOf, valuesInClass } from "./attributes";
import type { AttributeValue } from "./attributes";
import { shellChange } from "./change";
import type { SegmentShell } from "./change";
import type { Core } from "./core";
import { isFrozen } from "./layer";
import type { EditorSegment, Uid } from "./types";

/** The values that a segment has once it belongs to another class. */
export function carriedOver(
  core: Core,
  segment: EditorSegment,
  classId: number,
): EditorSegment["attributes"] {
  const { classes } = core.state;
  const before = attributesOf(classes, segment.classId);
  return valuesInClass(segment.attributes, before, attributesOf(classes, classId));
}

/** Changes what `after` names, in every segment that is free; nothing where all have it already. */
export function changeShells(
  core: Core,
  uids: readonly Uid[],
  after: (segment: EditorSegment) => Partial<SegmentShell> | null,
): void {
  const items = uids.flatMap((uid) => core.segments.get(uid) ?? []);
  const free = items.filter((item) => !isFrozen(item));
  const locked = items.find(isFrozen);
  if (locked !== undefined) core.notify("locked", locked.region.uid);
  const changes = free.flatMap(({ region }) => {
    const next = after(region);
    return next === null ? [] : [shellChange(region, next)];
  });
  core.commit({ changes, moves: [] }, "properties");
}

/** The values with one changed; null where it is so already. */
export function withValue(
  { attributes }: EditorSegment,
  name: string,
  value: AttributeValue | undefined,
): Pick<SegmentShell, "attributes"> | null {
  if (attributes[name] === value) return null;
  const { [name]: _before, ...others } = attributes;
  return { attributes: value === undefined ? others : { ...others, [name]: value } };
}
