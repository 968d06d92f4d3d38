/** Changes of the classes that are being put together; nothing is sent before they are applied. */
import type { ClassChanges } from "../../../../api/classSurgery";
import type { LabelClass } from "../../../../api/types";

type Row = Pick<LabelClass, "class_id" | "name" | "position" | "retired_at">;

export interface Draft {
  /** New names, by class. */
  readonly names: ReadonlyMap<number, string>;
  /** All classes in their new order; empty: as they are. */
  readonly order: readonly number[];
  readonly retired: ReadonlySet<number>;
  readonly restored: ReadonlySet<number>;
  /** Into which class each merged one goes. */
  readonly targets: ReadonlyMap<number, number>;
}

export const emptyDraft: Draft = {
  names: new Map(),
  order: [],
  retired: new Set(),
  restored: new Set(),
  targets: new Map(),
};

/** A class's new name; its old one, or none, takes the change back. */
export function renamed(draft: Draft, row: Row, name: string): Draft {
  const names = new Map(draft.names);
  if (name.trim() === "" || name.trim() === row.name) names.delete(row.class_id);
  else names.set(row.class_id, name.trim());
  return { ...draft, names };
}

/** The rows in the order of the draft; classes that came since follow. */
export function ordered<R extends Row>(draft: Draft, rows: readonly R[]): R[] {
  const place = new Map(draft.order.map((classId, index) => [classId, index]));
  const placeOf = ({ class_id }: R): number => place.get(class_id) ?? Infinity;
  return [...rows].sort((a, b) => {
    const [first, second] = [placeOf(a), placeOf(b)];
    return first === second ? 0 : first - second;
  });
}

/** One class to where another one is. */
export function moved(draft: Draft, rows: readonly Row[], classId: number, to: number): Draft {
  const ids = ordered(draft, rows).map(({ class_id }) => class_id);
  const from = ids.indexOf(classId);
  if (from < 0 || to < 0 || to >= ids.length || from === to) return draft;
  const order = ids.toSpliced(from, 1).toSpliced(to, 0, classId);
  const isAsBefore = order.every((id, index) => id === rows[index]?.class_id);
  return { ...draft, order: isAsBefore ? [] : order };
}

/** Classes merged into another one; what was to be merged into them goes along. */
export function merged(draft: Draft, sources: readonly number[], target: number): Draft {
  const gone = new Set(sources.filter((classId) => classId !== target));
  const targets = new Map(draft.targets);
  targets.delete(target);
  for (const [source, into] of targets) if (gone.has(into)) targets.set(source, target);
  for (const source of gone) targets.set(source, target);
  const others = (ids: ReadonlySet<number>): Set<number> =>
    new Set([...ids].filter((classId) => !gone.has(classId)));
  const retired = others(draft.retired);
  retired.delete(target);
  return { ...draft, targets, retired, restored: others(draft.restored) };
}

/** Retires a class, or brings a retired one back. What was to be merged into a retired one stays. */
export function retired(draft: Draft, row: Row): Draft {
  const free = kept(draft, row.class_id);
  const targets = new Map([...free.targets].filter(([, target]) => target !== row.class_id));
  return row.retired_at === null
    ? { ...free, targets, retired: new Set([...free.retired, row.class_id]) }
    : { ...free, restored: new Set([...free.restored, row.class_id]) };
}

/** Takes back that a class is merged, retired or restored. */
export function kept(draft: Draft, classId: number): Draft {
  const without = (ids: ReadonlySet<number>): Set<number> =>
    new Set([...ids].filter((id) => id !== classId));
  const targets = new Map(draft.targets);
  targets.delete(classId);
  return {
    ...draft,
    targets,
    retired: without(draft.retired),
    restored: without(draft.restored),
  };
}

/** Whether a class takes new segments once the draft is applied: only such ones can be merged into. */
export function isInUse(draft: Draft, row: Row): boolean {
  if (draft.targets.has(row.class_id) || draft.retired.has(row.class_id)) return false;
  return row.retired_at === null || draft.restored.has(row.class_id);
}

export function isEmpty(draft: Draft): boolean {
  const { names, order, retired: gone, restored, targets } = draft;
  return (
    names.size === 0 &&
    order.length === 0 &&
    gone.size === 0 &&
    restored.size === 0 &&
    targets.size === 0
  );
}

/** As the server takes it, without classes that are not there any more. */
export function changesOf(draft: Draft, rows: readonly Row[]): ClassChanges {
  const present = new Set(rows.map(({ class_id }) => class_id));
  const is = (classId: number): boolean => present.has(classId);
  const sourcesOf = new Map<number, number[]>();
  for (const [source, target] of draft.targets) {
    if (is(source) && is(target)) {
      sourcesOf.set(target, [...(sourcesOf.get(target) ?? []), source]);
    }
  }
  return {
    renames: [...draft.names]
      .filter(([class_id]) => is(class_id))
      .map(([class_id, name]) => ({ class_id, name })),
    order: draft.order.filter(is),
    retire: [...draft.retired].filter(is),
    restore: [...draft.restored].filter(is),
    merges: [...sourcesOf].map(([target, sources]) => ({ sources, target })),
  };
}
