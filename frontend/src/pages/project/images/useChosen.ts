/** Which images of the gallery are chosen; Shift reaches from the last one to this one. */
import { useMemo, useState } from "react";
import type { ImageRow } from "../../../api/types";

export interface Chosen {
  /** In the gallery's order; only what it shows. */
  images: readonly ImageRow[];
  has: (id: number) => boolean;
  toggle: (id: number, isRange: boolean) => void;
  all: () => void;
  clear: () => void;
}

export function useChosen(rows: readonly ImageRow[]): Chosen {
  const [ids, setIds] = useState<ReadonlySet<number>>(new Set());
  const [last, setLast] = useState<number | null>(null);
  return useMemo(() => {
    const images = rows.filter(({ id }) => ids.has(id));
    return {
      images,
      has: (id) => ids.has(id),
      toggle: (id, isRange) => {
        const next = new Set(ids);
        const isOn = !ids.has(id);
        const between = isRange ? rangeOf(rows, last, id) : [id];
        for (const each of between) {
          if (isOn) next.add(each);
          else next.delete(each);
        }
        setIds(next);
        setLast(id);
      },
      all: () => setIds(new Set(rows.map(({ id }) => id))),
      clear: () => setIds(new Set()),
    };
  }, [rows, ids, last]);
}

/** The ids from one row to another, both included; only the second where the first is not listed. */
export function rangeOf(
  rows: readonly Pick<ImageRow, "id">[],
  from: number | null,
  to: number,
): number[] {
  const start = rows.findIndex(({ id }) => id === from);
  const end = rows.findIndex(({ id }) => id === to);
  if (start < 0 || end < 0) return [to];
  return rows.slice(Math.min(start, end), Math.max(start, end) + 1).map(({ id }) => id);
}
