/** What was chosen in the palette lately, newest first; lasts as long as the browser's tab. */

const KEY = "maskwright.palette";
const MOST = 8;

export function recentIds(): string[] {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? "[]");
    return Array.isArray(stored) ? stored.filter((each) => typeof each === "string") : [];
  } catch {
    return [];
  }
}

export function rememberChosen(id: string): void {
  const recent = [id, ...recentIds().filter((each) => each !== id)].slice(0, MOST);
  try {
    sessionStorage.setItem(KEY, JSON.stringify(recent));
  } catch {
    // Storage may be blocked: the table's order then holds.
  }
}
