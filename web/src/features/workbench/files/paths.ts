/** Paths on the machine: POSIX, absolute, `~` allowed at the start. Nothing here asks the machine. */

/** Without `//`, `.` and `..`; a path that climbs above the root ends at the root. */
export function normal(path: string): string {
  const home = path === '~' || path.startsWith('~/');
  const kept: string[] = [];
  for (const part of (home ? path.slice(1) : path).split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') kept.pop();
    else kept.push(part);
  }
  if (home) return kept.length === 0 ? '~' : `~/${kept.join('/')}`;
  return `/${kept.join('/')}`;
}

/** What `path` means for somebody who stands in `folder`. */
export function join(folder: string, path: string): string {
  if (path.startsWith('/') || path === '~' || path.startsWith('~/')) return normal(path);
  return normal(`${folder}/${path}`);
}

/** The folder that holds it; null of the root and of the home folder by its short name. */
export function parentOf(path: string): string | null {
  const clean = normal(path);
  if (clean === '/' || clean === '~') return null;
  const end = clean.lastIndexOf('/');
  return end <= 0 ? '/' : clean.slice(0, end);
}

export function baseName(path: string): string {
  const clean = normal(path);
  return clean === '/' ? '/' : clean.slice(clean.lastIndexOf('/') + 1);
}

/** What follows the last dot, in small letters; "" of ".bashrc" and of names without one. */
export function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? '' : name.slice(dot + 1).toLowerCase();
}

/** The bytes 0x80 to 0xFF that are no UTF-8, as the platform sends them. */
const BYTES = 0xef80;
const SHORT: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** A name to look at, on one line: what is no text stands there as `ls -b` writes it. */
export function shownName(name: string): string {
  // eslint-disable-next-line no-control-regex
  return name.replace(/[\u0000-\u001f\u007f\uef80-\uefff]/g, (letter) => {
    const code = letter.charCodeAt(0);
    const byte = code >= BYTES ? code - BYTES + 0x80 : code;
    return SHORT[letter] ?? `\\x${byte.toString(16).padStart(2, '0')}`;
  });
}

export interface Crumb {
  name: string;
  path: string;
}

/** Every folder from the root down to `path`. */
export function crumbs(path: string): Crumb[] {
  const clean = normal(path);
  const home = clean.startsWith('~');
  const first: Crumb = home ? { name: '~', path: '~' } : { name: '/', path: '/' };
  const found = [first];
  let soFar = home ? '~' : '';
  for (const part of clean.replace(/^~/, '').split('/')) {
    if (part === '') continue;
    soFar += `/${part}`;
    found.push({ name: part, path: soFar });
  }
  return found;
}

export type NameProblem = 'empty' | 'slash' | 'dots' | 'long' | 'control';

/** Why a machine would not take this name for a file; null when it may. */
export function nameProblem(name: string): NameProblem | null {
  if (name.trim() === '') return 'empty';
  if (name.includes('/')) return 'slash';
  if (name === '.' || name === '..') return 'dots';
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u001f\u007f]/.test(name)) return 'control';
  if (new TextEncoder().encode(name).length > 255) return 'long';
  return null;
}
