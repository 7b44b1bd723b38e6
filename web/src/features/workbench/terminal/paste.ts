/** What is pasted, and when somebody should look at it first. */

/** Line ends as a keyboard sends them. */
export function asTyped(text: string): string {
  return text.replace(/\r?\n/g, '\r');
}

/**
 * What is sent for pasted text. Marks of bracketed paste inside the text would end it early, and what follows would run
 * as if it had been typed: they are taken out.
 */
export function pasted(text: string, bracketed: boolean): string {
  // eslint-disable-next-line no-control-regex
  const clean = asTyped(text).replace(/\x1b\[20[01]~/g, '');
  return bracketed ? `\x1b[200~${clean}\x1b[201~` : clean;
}

/** Several lines: each but the last runs at once. One line with an end to it is meant to run. */
export function needsAsking(text: string): boolean {
  return /[\r\n]/.test(text.replace(/[\r\n]+$/, '')) || hasControls(text);
}

/** Control characters do what nobody sees in the text. */
export function hasControls(text: string): boolean {
  // eslint-disable-next-line no-control-regex
  return /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/.test(text);
}

export function lineCount(text: string): number {
  return text.replace(/(?:\r?\n|\r)+$/, '').split(/\r?\n|\r/).length;
}
