/** The classes typed into the create dialog, before the project exists. */
import { nextColor, nextHotkey } from "./palette";

export interface DraftClass {
  /** Stable while the dialog is open. */
  key: number;
  name: string;
  color: string;
  is_thing: boolean;
}

/** One more row, in the next free colour. */
export function addRow(rows: readonly DraftClass[], name = ""): DraftClass[] {
  const key = Math.max(-1, ...rows.map((row) => row.key)) + 1;
  const color = nextColor(rows.map((row) => row.color));
  return [...rows, { key, name, color, is_thing: true }];
}

/** "car, tree\nsky" → three names; a single name stays as it is, spaces inside included. */
export function splitNames(text: string): string[] {
  return text
    .split(/[,;\t\r\n]+/)
    .map((name) => name.trim())
    .filter((name) => name !== "");
}

/** Put a pasted list into the rows: the first name where it was pasted, the others after it. */
export function pasteNames(
  rows: readonly DraftClass[],
  key: number,
  names: readonly string[],
): DraftClass[] {
  const [first, ...others] = names;
  let next = rows.map((row) => (row.key === key ? { ...row, name: first ?? row.name } : row));
  for (const name of others) {
    const empty = next.find((row) => row.name.trim() === "");
    next = empty
      ? next.map((row) => (row.key === empty.key ? { ...row, name } : row))
      : addRow(next, name);
  }
  return next;
}

/** What the server is sent: named rows only, digits as hotkeys in order. */
export function classesToCreate(rows: readonly DraftClass[]) {
  const hotkeys: string[] = [];
  return rows
    .filter((row) => row.name.trim() !== "")
    .map(({ name, color, is_thing }) => {
      const hotkey = nextHotkey(hotkeys);
      hotkeys.push(hotkey);
      return { name: name.trim(), color, is_thing, hotkey };
    });
}

/** The keys of rows whose name another row before them has. */
export function repeatedNames(rows: readonly DraftClass[]): Set<number> {
  const seen = new Set<string>();
  const repeated = new Set<number>();
  for (const row of rows) {
    const name = row.name.trim().toLowerCase();
    if (name === "") continue;
    if (seen.has(name)) repeated.add(row.key);
    seen.add(name);
  }
  return repeated;
}
