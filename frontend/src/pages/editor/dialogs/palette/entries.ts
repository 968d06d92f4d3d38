/** What the palette offers: commands, classes and images, ranked by what was typed. */

import { holds, match } from "./fuzzy";

export interface Entry {
  id: string;
  /** What is shown, and searched first. */
  title: string;
  /** The group, said beside it and searched too. */
  group: string;
  shortcut?: string | undefined;
  color?: string;
  /** Why it cannot be chosen now, in words. */
  reason?: string | null;
  run: () => void;
}

export interface Ranked {
  entry: Entry;
  /** Characters of the title that were typed. */
  at: readonly number[];
}

/** Nobody reads further. */
const MOST_SHOWN = 60;
const RECENT_BONUS = 15;

/** The best first; with nothing typed what was chosen lately, then everything in its own order. */
export function ranked(
  entries: readonly Entry[],
  query: string,
  recent: readonly string[],
): Ranked[] {
  const isTyped = query.trim() !== "";
  const found = entries.flatMap((entry, index) => {
    const inTitle = match(query, entry.title);
    const withGroup = `${entry.title} ${entry.group}`;
    const anywhere = inTitle ?? (holds(query, withGroup) ? match(query, withGroup) : null);
    if (anywhere === null) return [];
    const lately = recent.indexOf(entry.id);
    const bonus = lately < 0 ? 0 : RECENT_BONUS;
    const penalty = (inTitle === null ? 30 : 0) + (entry.reason && isTyped ? 5 : 0);
    const place = lately < 0 ? index : lately - entries.length;
    const score = isTyped ? anywhere.score + bonus - penalty : -place;
    return [{ ranked: { entry, at: inTitle?.at ?? [] }, score }];
  });
  return found
    .sort((a, b) => b.score - a.score)
    .slice(0, MOST_SHOWN)
    .map((each) => each.ranked);
}
