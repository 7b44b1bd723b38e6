/** Uploads that a reload cut off: the tab remembers which they were, so that the same file can be given again. */
import type { Queue, Transfer } from './queue';

const KEY = 'zuka.workbench.uploads';
const MOST = 200;

type Remembered = Pick<Transfer, 'sessionId' | 'name' | 'path' | 'size' | 'done' | 'modified'>;

/** Of this tab alone, and gone with it. */
export function remember(queue: Queue): void {
  const open: Remembered[] = queue
    .filter(({ kind, phase }) => kind === 'upload' && phase !== 'done' && phase !== 'skipped')
    .slice(0, MOST)
    .map(({ sessionId, name, path, size, done, modified }) => ({
      sessionId,
      name,
      path,
      size,
      done,
      modified,
    }));
  try {
    if (open.length === 0) sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, JSON.stringify(open));
  } catch {
    // A browser that keeps nothing asks for nothing again.
  }
}

export function remembered(): Remembered[] {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? '[]');
    return Array.isArray(kept) ? (kept as Remembered[]) : [];
  } catch {
    return [];
  }
}

/** The same file, as far as a browser can tell. */
export function isSame(file: File, wanted: Pick<Transfer, 'name' | 'size' | 'modified'>): boolean {
  const name = wanted.name.split('/').at(-1);
  return (
    file.name === name &&
    file.size === wanted.size &&
    (wanted.modified === null || Math.floor(file.lastModified / 1000) === wanted.modified)
  );
}
