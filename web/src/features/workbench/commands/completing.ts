/** Completing the word before the cursor with what the machine offers. */
import type { Completions } from './calls';

export interface Completed {
  text: string;
  cursor: number;
  /** What there is to choose from, when it is not clear yet. */
  choices: string[];
  /** Where the word that is completed begins. */
  start: number;
}

function common(words: readonly string[]): string {
  const [first = ''] = words;
  let length = first.length;
  for (const word of words) while (!word.startsWith(first.slice(0, length))) length -= 1;
  return first.slice(0, length);
}

/** The text with as much of the word as is certain; a word that is complete gets a space, a folder none. */
export function completed(text: string, cursor: number, { start, words }: Completions): Completed {
  const unchanged = { text, cursor, choices: [], start };
  if (words.length === 0 || start < 0 || start > cursor) return unchanged;
  const shared = common(words);
  const only = words.length === 1;
  const word = only && !shared.endsWith('/') ? `${shared} ` : shared;
  const typed = text.slice(start, cursor);
  if (!only && shared.length <= typed.length) return { ...unchanged, choices: words };
  return chosen(text, cursor, start, word, only ? [] : words);
}

/** The text with `word` in the place of what was typed of it. */
export function chosen(
  text: string,
  cursor: number,
  start: number,
  word: string,
  choices: string[] = [],
): Completed {
  return {
    text: text.slice(0, start) + word + text.slice(cursor),
    cursor: start + word.length,
    choices,
    start,
  };
}
