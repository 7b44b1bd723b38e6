/** What was dropped, picked or pasted, as files with their paths; found while the first of them are on their way. */
import { baseName } from '../paths';

export type Found = { kind: 'folder'; path: string } | { kind: 'file'; path: string; file: File };

/** Must be called inside the event: a browser forgets what was dropped right after it. */
export function entriesOf(data: DataTransfer): { entries: FileSystemEntry[]; loose: File[] } {
  const entries: FileSystemEntry[] = [];
  const loose: File[] = [];
  for (const item of data.items) {
    if (item.kind !== 'file') continue;
    const entry = item.webkitGetAsEntry();
    if (entry !== null) entries.push(entry);
    else {
      const file = item.getAsFile();
      if (file !== null) loose.push(file);
    }
  }
  return { entries, loose };
}

function readSome(reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> {
  return new Promise((resolve, reject) => reader.readEntries(resolve, reject));
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

async function* walk(entry: FileSystemEntry, path: string): AsyncGenerator<Found> {
  if (entry.isFile) {
    yield { kind: 'file', path, file: await fileOf(entry as FileSystemFileEntry) };
    return;
  }
  yield { kind: 'folder', path };
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  // A browser gives a hundred at a time, and an empty list at the end.
  for (;;) {
    const some = await readSome(reader);
    if (some.length === 0) return;
    // Asked for together: one by one, thousands of small files would take longer to find than to send.
    const files = await Promise.all(
      some.filter((child) => child.isFile).map((child) => fileOf(child as FileSystemFileEntry)),
    );
    for (const file of files) yield { kind: 'file', path: `${path}/${file.name}`, file };
    for (const child of some) if (!child.isFile) yield* walk(child, `${path}/${child.name}`);
  }
}

export async function* dropped({
  entries,
  loose,
}: {
  entries: FileSystemEntry[];
  loose: File[];
}): AsyncGenerator<Found> {
  for (const file of loose) yield { kind: 'file', path: file.name, file };
  for (const entry of entries) yield* walk(entry, entry.name);
}

/** From a picker: of a folder, each file knows its path inside it. */
// eslint-disable-next-line @typescript-eslint/require-await
export async function* picked(list: Iterable<File>): AsyncGenerator<Found> {
  const seen = new Set<string>();
  for (const file of list) {
    const path = file.webkitRelativePath === '' ? file.name : file.webkitRelativePath;
    const parts = path.split('/').slice(0, -1);
    for (let many = 1; many <= parts.length; many += 1) {
      const folder = parts.slice(0, many).join('/');
      if (seen.has(folder)) continue;
      seen.add(folder);
      yield { kind: 'folder', path: folder };
    }
    yield { kind: 'file', path, file };
  }
}

/** A screenshot from the clipboard is always "image.png": it gets the time into its name. */
export function pastedName(file: File, stamp: string): string {
  return /^image\.\w+$/.test(file.name) ? file.name.replace('image', `image-${stamp}`) : baseName(file.name);
}
