/** Files on their way to be imported: read, and put into words that travel. Pure but for the reading. */
import type { ImportRow } from '../api';

export interface ImportFile {
  name: string;
  content_base64: string;
}

/** The whole of what may be sent at once. */
export const LARGEST_BYTES = 8 * 1024 * 1024;

const CHUNK = 0x8000;

export function base64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += CHUNK)
    text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return btoa(text);
}

/** Its place inside of the chosen folder counts: some tools keep their folders as folders. */
export async function readFile(file: File): Promise<ImportFile> {
  const name = file.webkitRelativePath === '' ? file.name : file.webkitRelativePath;
  return { name, content_base64: base64(new Uint8Array(await file.arrayBuffer())) };
}

/** What cannot be kept at all, however much one wants to. */
const HOPELESS = new Set(['not_ssh', 'bad_host', 'bad_port']);

export const canKeep = (row: ImportRow): boolean => row.problem === null || !HOPELESS.has(row.problem);

export const isNew = (row: ImportRow): boolean => canKeep(row) && row.duplicate_of === null;

interface Entry {
  isFile: boolean;
  isDirectory: boolean;
}
type FileEntry = Entry & { file: (found: (file: File) => void, failed: (error: unknown) => void) => void };
type FolderEntry = Entry & {
  createReader: () => {
    readEntries: (found: (entries: Entry[]) => void, failed: (error: unknown) => void) => void;
  };
};

/** Everything that was let go over us, with what is in folders. */
export async function droppedFiles(items: DataTransferItemList, files: FileList): Promise<File[]> {
  const entries = [...items].map((item) => item.webkitGetAsEntry() as Entry | null);
  if (!entries.some((entry) => entry?.isDirectory === true)) return [...files];
  const found = await Promise.all(
    entries.map((entry) => (entry === null ? Promise.resolve([]) : filesIn(entry))),
  );
  return found.flat();
}

async function filesIn(entry: Entry): Promise<File[]> {
  if (entry.isFile)
    return [await new Promise<File>((found, failed) => (entry as FileEntry).file(found, failed))];
  const reader = (entry as FolderEntry).createReader();
  const all: File[] = [];
  for (;;) {
    // A browser gives at most a hundred at a time, and none when it has given all.
    const some = await new Promise<Entry[]>((found, failed) => reader.readEntries(found, failed));
    if (some.length === 0) return all;
    for (const one of some) all.push(...(await filesIn(one)));
  }
}
