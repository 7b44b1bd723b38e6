/** Permissions of a file: the bits, as the nine letters of `ls`, and as octal digits. */
import type { EntryOut } from '../api';

type Kind = EntryOut['kind'];

export const WHO = ['owner', 'group', 'others'] as const;
export const WHAT = ['read', 'write', 'execute'] as const;
export type Who = (typeof WHO)[number];
export type What = (typeof WHAT)[number];

const PERMISSIONS = 0o7777;

/** The one bit that lets `who` do `what`. */
export function bit(who: Who, what: What): number {
  return (0o400 >> WHAT.indexOf(what)) >> (3 * WHO.indexOf(who));
}

export function has(mode: number, who: Who, what: What): boolean {
  return (mode & bit(who, what)) !== 0;
}

export function toggled(mode: number, who: Who, what: What): number {
  return (mode ^ bit(who, what)) & PERMISSIONS;
}

/** "755", or with what is special in front: "4755". */
export function octal(mode: number): string {
  const permissions = mode & PERMISSIONS;
  return permissions.toString(8).padStart(permissions > 0o777 ? 4 : 3, '0');
}

/** The permissions that somebody typed; null while it is no such number. */
export function parseOctal(text: string): number | null {
  return /^[0-7]{3,4}$/.test(text.trim()) ? parseInt(text.trim(), 8) : null;
}

const SPECIAL: Record<Who, { bit: number; letter: string }> = {
  owner: { bit: 0o4000, letter: 's' },
  group: { bit: 0o2000, letter: 's' },
  others: { bit: 0o1000, letter: 't' },
};
const KINDS: Record<Kind, string> = { file: '-', folder: 'd', link: 'l', other: '?' };

/** "drwxr-xr-x" */
export function letters(kind: Kind, mode: number): string {
  let text = KINDS[kind];
  for (const who of WHO) {
    text += has(mode, who, 'read') ? 'r' : '-';
    text += has(mode, who, 'write') ? 'w' : '-';
    const runs = has(mode, who, 'execute');
    const special = SPECIAL[who];
    if ((mode & special.bit) === 0) text += runs ? 'x' : '-';
    else text += runs ? special.letter : special.letter.toUpperCase();
  }
  return text;
}
