/** The order and the choice of what a folder's list shows; fast enough for tens of thousands of entries. */
import type { EntryOut } from '../api';
import { extensionOf } from './paths';

export const COLUMNS = ['name', 'size', 'modified', 'mode', 'owner'] as const;
export type Column = (typeof COLUMNS)[number];

export interface Order {
  by: Column;
  down: boolean;
}

/** Made once: making one costs as much as thousands of comparisons. */
const natural = new Intl.Collator(['zh-CN', 'en'], { numeric: true, sensitivity: 'base' });
const exact = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

type Named = Pick<EntryOut, 'name'>;

/** "file2" before "file10", whatever the case; what is equal so is put by its letters, so that the order never jumps. */
export function byName(a: Named, b: Named): number {
  return natural.compare(a.name, b.name) || exact(a.name, b.name);
}

/** A folder, or a link to one. */
export function isFolder(entry: Pick<EntryOut, 'kind' | 'target_kind'>): boolean {
  return entry.kind === 'folder' || (entry.kind === 'link' && entry.target_kind === 'folder');
}

const COMPARE: Record<Column, (a: EntryOut, b: EntryOut) => number> = {
  name: () => 0,
  size: (a, b) => a.size - b.size,
  modified: (a, b) => a.modified - b.modified,
  mode: (a, b) => a.mode - b.mode,
  owner: (a, b) => exact(a.owner, b.owner) || exact(a.group, b.group),
};

/** A new list, folders first either way. */
export function sorted(entries: readonly EntryOut[], { by, down }: Order): EntryOut[] {
  const folders: EntryOut[] = [];
  const files: EntryOut[] = [];
  for (const entry of entries) (isFolder(entry) ? folders : files).push(entry);
  const compare = COMPARE[by];
  const sign = down ? -1 : 1;
  const full =
    by === 'name'
      ? (a: EntryOut, b: EntryOut) => sign * byName(a, b)
      : (a: EntryOut, b: EntryOut) => sign * compare(a, b) || byName(a, b);
  return [...folders.sort(full), ...files.sort(full)];
}

export interface Wanted {
  hidden: boolean;
  /** Part of the name; several words must all be there; "*.py" by its ending. */
  text: string;
}

/** What the switch for hidden files and the quick filter leave. */
export function chosen(entries: readonly EntryOut[], { hidden, text }: Wanted): EntryOut[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return entries.filter(({ name }) => {
    if (!hidden && name.startsWith('.')) return false;
    const low = name.toLowerCase();
    return words.every((word) =>
      word.startsWith('*.') ? extensionOf(name) === word.slice(2) : low.includes(word),
    );
  });
}

/** Where typing `typed` goes: the next name after `from` that begins with it, around the end; −1 without one. */
export function typeAhead(entries: readonly Named[], typed: string, from: number): number {
  const start = typed.toLowerCase();
  for (let step = 0; step < entries.length; step += 1) {
    // A first letter goes on to the next one; a longer word may stay where it is.
    const index = (from + step + (typed.length === 1 ? 1 : 0) + entries.length) % entries.length;
    if (entries[index]?.name.toLowerCase().startsWith(start) === true) return index;
  }
  return -1;
}
