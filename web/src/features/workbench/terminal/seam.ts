/**
 * The line between the output of a shell that is gone and that of the new one in its place. It is drawn here and only
 * here: the platform's bytes, its recordings and their count know nothing of it.
 */
import { time } from '../../../ui/format';

/**
 * Ends what the old shell's program has left of the screen, so that the new shell finds a usual one: an unfinished
 * sequence, the second screen of an editor, the mouse, held-up drawing; then what a soft reset covers, as colours, the
 * region that scrolls, bracketed paste and a hidden cursor. Leaving the second screen puts the cursor where it was last
 * saved: on the first one that has to be where it is now.
 */
const LEAVE = '\x18\x1b7\x1b[?1049l\x1b[?9l\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?2026l\x1b[!p';

/** What is drawn; `words` are dim, and on a line of their own. */
export function seamLine(words: string): string {
  return `${LEAVE}\r\n\x1b[J\x1b[2m${words}\x1b[0m\r\n`;
}

/** When the new shell was started: "10:42", with the day where it was another one. */
export function seamTime(at: string, now: Date): string {
  const sameDay = new Date(at).toDateString() === now.toDateString();
  return time(at, sameDay ? 'clock' : 'hour');
}
