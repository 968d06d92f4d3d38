/**
 * A plain table: rows hold fields and buttons, so the browser's own table semantics serve better
 * than a grid that takes the arrow keys for itself.
 */
import type { ReactNode } from "react";
import { classNames } from "./classNames";
import styles from "./Display.module.css";

export interface Column<Row> {
  id: string;
  /** Shown in the head, and read out for every cell. */
  title: ReactNode;
  isNumeric?: boolean;
  /** CSS width; the widest column should leave it out. */
  width?: string;
  cell: (row: Row, index: number) => ReactNode;
}

export interface TableProps<Row> {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string | number;
}

export function Table<Row>({ label, columns, rows, rowKey }: TableProps<Row>) {
  return (
    <div className={styles.tableFrame} role="region" aria-label={label} tabIndex={0}>
      <table className={styles.table}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th
                key={column.id}
                scope="col"
                className={classNames(column.isNumeric && styles.numeric)}
                style={{ width: column.width }}
              >
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={rowKey(row)}>
              {columns.map((column) => (
                <td key={column.id} className={classNames(column.isNumeric && styles.numeric)}>
                  {column.cell(row, index)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
