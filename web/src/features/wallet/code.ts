/** Redeem codes as people type them. */

/** Characters of a code, without its hyphens. */
export const CODE_LENGTH = 16;

/** Without spaces and hyphens, whichever of the many a document or an input method made of them, in capitals. */
export function bare(typed: string): string {
  return typed
    .normalize('NFKC')
    .replace(/[\s\p{Pd}\u200b]/gu, '')
    .toUpperCase();
}
