/** Which segments the list shows, in which order and in which groups. Pure functions. */

import type { EditorSegment, EditorState, Uid } from "../../../editor";

export const SORTS = ["z", "area", "class", "score"] as const;
export type Sort = (typeof SORTS)[number];

/** `hidden` and `locked` are the editor's, the others the segment's own. */
export const FLAGS = ["iscrowd", "occluded", "truncated", "hidden", "locked"] as const;
export type Flag = (typeof FLAGS)[number];

export type Span = readonly [from: number | null, to: number | null];

export interface Filters {
  /** Part of the class's name. */
  text: string;
  classId: number | null;
  origin: string | null;
  score: Span;
  areaPx: Span;
  /** All of them must hold. */
  flags: ReadonlySet<Flag>;
}

export interface Listing {
  sort: Sort;
  isReversed: boolean;
  isGrouped: boolean;
  /** Classes whose group is closed. */
  collapsed: ReadonlySet<number>;
  filters: Filters;
}

export const NO_FILTERS: Filters = {
  text: "",
  classId: null,
  origin: null,
  score: [null, null],
  areaPx: [null, null],
  flags: new Set(),
};

export const PLAIN_LISTING: Listing = {
  sort: "z",
  isReversed: false,
  isGrouped: false,
  collapsed: new Set(),
  filters: NO_FILTERS,
};

export type Facts = Pick<EditorState, "segments" | "hiddenUids" | "hiddenClassIds" | "lockedUids">;

/** The classes in their own order: what names them and puts them in order. */
export type ClassNames = readonly { readonly classId: number; readonly name: string }[];

export interface SegmentEntry {
  readonly kind: "segment";
  readonly uid: Uid;
  readonly segment: EditorSegment;
}
export interface GroupEntry {
  readonly kind: "group";
  readonly uid: string;
  readonly classId: number;
  readonly count: number;
  readonly isCollapsed: boolean;
}
export type ListEntry = SegmentEntry | GroupEntry;

export interface Listed {
  readonly entries: readonly ListEntry[];
  /** Segments that pass the filters, those of closed groups included. */
  readonly numShown: number;
}

export function isFiltered({ filters }: Listing): boolean {
  return activeFilters(filters).length > 0;
}

/** The parts of the filters that keep something out. */
export function activeFilters(filters: Filters): (keyof Filters | Flag)[] {
  const { text, classId, origin, score, areaPx, flags } = filters;
  const isSpan = ([from, to]: Span): boolean => from !== null || to !== null;
  return [
    ...(text.trim() === "" ? [] : ["text" as const]),
    ...(classId === null ? [] : ["classId" as const]),
    ...(origin === null ? [] : ["origin" as const]),
    ...(isSpan(score) ? ["score" as const] : []),
    ...(isSpan(areaPx) ? ["areaPx" as const] : []),
    ...FLAGS.filter((flag) => flags.has(flag)),
  ];
}

/** Only where rows lie as segments lie on each other can dragging one say where it belongs. */
export function showsOrder({ sort, isReversed, isGrouped }: Listing): boolean {
  return sort === "z" && !isReversed && !isGrouped;
}

/**
 * @param ordered all segments, topmost first; a list that is in order already costs one pass.
 */
export function listed(
  ordered: readonly EditorSegment[],
  facts: Facts,
  classes: ClassNames,
  listing: Listing,
): Listed {
  const passes = predicate(listing.filters, facts, classes);
  const shown = passes === null ? ordered : ordered.filter(passes);
  const ranks = new Map(classes.map(({ classId }, index) => [classId, index]));
  const rankOf = (segment: EditorSegment): number => ranks.get(segment.classId) ?? ranks.size;
  const sorted = sort(shown, listing, rankOf);
  const entries = listing.isGrouped ? grouped(sorted, listing, rankOf) : sorted.map(entryOf);
  return { entries, numShown: shown.length };
}

/** Entries of unchanged segments stay the same objects, so that their rows are not drawn again. */
const entries = new WeakMap<EditorSegment, SegmentEntry>();

function entryOf(segment: EditorSegment): SegmentEntry {
  let entry = entries.get(segment);
  if (entry === undefined) {
    entry = { kind: "segment", uid: segment.uid, segment };
    entries.set(segment, entry);
  }
  return entry;
}

function predicate(
  filters: Filters,
  { hiddenUids, hiddenClassIds, lockedUids }: Facts,
  classes: ClassNames,
): ((segment: EditorSegment) => boolean) | null {
  if (activeFilters(filters).length === 0) return null;
  const text = filters.text.trim().toLowerCase();
  const named = new Set(
    classes.filter(({ name }) => name.toLowerCase().includes(text)).map(({ classId }) => classId),
  );
  const { classId, origin, score, areaPx, flags } = filters;
  const has = (segment: EditorSegment, flag: Flag): boolean => {
    if (flag === "locked") return lockedUids.has(segment.uid);
    if (flag !== "hidden") return segment[flag];
    return hiddenUids.has(segment.uid) || hiddenClassIds.has(segment.classId);
  };
  return (segment) =>
    (text === "" || named.has(segment.classId)) &&
    (classId === null || segment.classId === classId) &&
    (origin === null || segment.origin === origin) &&
    isWithin(segment.score, score) &&
    isWithin(segment.areaPx, areaPx) &&
    [...flags].every((flag) => has(segment, flag));
}

/** What has no score lies in no range of scores. */
function isWithin(value: number | null, [from, to]: Span): boolean {
  if (from === null && to === null) return true;
  return value !== null && value >= (from ?? -Infinity) && value <= (to ?? Infinity);
}

function sort(
  shown: readonly EditorSegment[],
  { sort: by, isReversed }: Listing,
  rankOf: (segment: EditorSegment) => number,
): readonly EditorSegment[] {
  const keys: Record<Exclude<Sort, "z">, (segment: EditorSegment) => number> = {
    area: ({ areaPx }) => -areaPx,
    class: rankOf,
    score: ({ score }) => -(score ?? -1),
  };
  // Sorting is stable: equal ones stay topmost first.
  const sorted = by === "z" ? shown : shown.toSorted((a, b) => keys[by](a) - keys[by](b));
  return isReversed ? sorted.toReversed() : sorted;
}

function grouped(
  sorted: readonly EditorSegment[],
  { collapsed }: Listing,
  rankOf: (segment: EditorSegment) => number,
): ListEntry[] {
  const groups = new Map<number, EditorSegment[]>();
  for (const segment of sorted) {
    const members = groups.get(segment.classId);
    if (members === undefined) groups.set(segment.classId, [segment]);
    else members.push(segment);
  }
  const byRank = [...groups].sort(([, [a]], [, [b]]) => rankOf(a!) - rankOf(b!));
  return byRank.flatMap(([classId, members]): ListEntry[] => {
    const isCollapsed = collapsed.has(classId);
    const count = members.length;
    const head = { kind: "group", uid: `group-${classId}`, classId, count, isCollapsed } as const;
    return [head, ...(isCollapsed ? [] : members.map(entryOf))];
  });
}
