/** Finds what was meant by a few typed letters: every typed word must lie in the text, in any order. */

export interface Match {
  /** The higher, the better. */
  score: number;
  /** Which characters of the text were typed, ascending. */
  at: readonly number[];
}

/** A word's beginning counts more than its middle, a run of letters more than scattered ones. */
const SCORES = { start: 100, word: 80, inside: 40, scattered: 10 };

/** @returns null where a typed word is not in the text; an empty query matches everything. */
export function match(query: string, text: string): Match | null {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const lower = text.toLowerCase();
  const at = new Set<number>();
  let score = 0;
  for (const word of words) {
    const found = matchWord(word, lower);
    if (found === null) return null;
    score += found.score;
    for (const index of found.at) at.add(index);
  }
  // Of two equal matches the shorter name is nearer to what was typed.
  return { score: score - lower.length / 100, at: [...at].sort((a, b) => a - b) };
}

/** Whether every typed word is in the text as it was typed: for filters, where a guess is in the way. */
export function holds(query: string, text: string): boolean {
  const lower = text.toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => lower.includes(word));
}

function matchWord(word: string, text: string): Match | null {
  const from = text.indexOf(word);
  if (from === 0) return run(from, word.length, SCORES.start);
  for (let at = from; at >= 0; at = text.indexOf(word, at + 1)) {
    if (isWordStart(text, at)) return run(at, word.length, SCORES.word);
  }
  return from > 0 ? run(from, word.length, SCORES.inside) : scattered(word, text);
}

const run = (from: number, length: number, score: number): Match => ({
  score,
  at: Array.from({ length }, (_, index) => from + index),
});

/** The letters one after another with gaps between them; beginnings of words are taken where they are there. */
function scattered(word: string, text: string): Match | null {
  const at: number[] = [];
  let starts = 0;
  for (const letter of word) {
    const from = (at.at(-1) ?? -1) + 1;
    let index = text.indexOf(letter, from);
    if (index < 0) return null;
    for (let next = index; next >= 0; next = text.indexOf(letter, next + 1)) {
      if (!isWordStart(text, next)) continue;
      // Only where what is still to come lies behind it.
      if (isWithin(word.slice(at.length + 1), text.slice(next + 1))) {
        index = next;
        starts += 1;
      }
      break;
    }
    at.push(index);
  }
  // Letters strewn over a long text were hardly meant.
  const spread = (at.at(-1) ?? 0) - (at[0] ?? 0) + 1;
  if (starts < word.length && spread > word.length * 3) return null;
  return { score: SCORES.scattered + starts, at };
}

function isWithin(letters: string, text: string): boolean {
  let from = 0;
  for (const letter of letters) {
    const index = text.indexOf(letter, from);
    if (index < 0) return false;
    from = index + 1;
  }
  return true;
}

function isWordStart(text: string, at: number): boolean {
  return at === 0 || !/[\p{L}\d]/u.test(text[at - 1] ?? "");
}
