/** Moving a class in its table: only rows whose position changes are written. */

export interface Placed {
  class_id: number;
  position: number;
}

/**
 * Move one row to another place.
 *
 * @param rows in table order.
 * @param from index of the row that moves.
 * @param to index that it has afterwards.
 * @returns the rows whose position must change, with the new one; positions count from 1.
 */
export function movedPositions(rows: readonly Placed[], from: number, to: number): Placed[] {
  const moved = rows[from];
  if (!moved || from === to || to < 0 || to >= rows.length) return [];
  const order = rows.toSpliced(from, 1).toSpliced(to, 0, moved);
  return order
    .map((row, index) => ({ class_id: row.class_id, position: index + 1, before: row.position }))
    .filter((row) => row.position !== row.before)
    .map(({ class_id, position }) => ({ class_id, position }));
}
