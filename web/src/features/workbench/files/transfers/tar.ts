/**
 * Writes ustar archives in the browser, for sending many small files as one body. Names that the old header has no
 * room or no letters for go into a pax header before the file; the remote tar reads both.
 */

const BLOCK = 512;
const NAME = 100;
const PREFIX = 155;
/** Two blocks of zeros end an archive. */
export const TAR_END_BYTES = 2 * BLOCK;

export interface TarEntry {
  /** Relative, with `/` between its parts. */
  path: string;
  kind: 'file' | 'folder';
  size: number;
  /** Unix seconds. */
  modified: number;
  mode: number;
}

const encoder = new TextEncoder();

function write(block: Uint8Array, at: number, bytes: Uint8Array): void {
  block.set(bytes, at);
}

function digits(value: number, width: number): Uint8Array {
  return encoder.encode(`${value.toString(8).padStart(width - 1, '0')}\0`);
}

/** The path as the header's two fields take it; null where it doesn't fit or is no ASCII. */
export function split(path: Uint8Array): [prefix: Uint8Array, name: Uint8Array] | null {
  if (path.some((byte) => byte > 0x7e)) return null;
  if (path.length <= NAME) return [new Uint8Array(), path];
  for (let cut = Math.min(PREFIX, path.length - 2); cut > 0; cut -= 1) {
    if (path[cut] !== 0x2f) continue;
    return path.length - cut - 1 <= NAME ? [path.subarray(0, cut), path.subarray(cut + 1)] : null;
  }
  return null;
}

interface Header {
  prefix: Uint8Array;
  name: Uint8Array;
  type: '0' | '5' | 'x';
  size: number;
  mode: number;
  modified: number;
}

function header({ prefix, name, type, size, mode, modified }: Header): Uint8Array<ArrayBuffer> {
  const block = new Uint8Array(BLOCK);
  write(block, 0, name);
  write(block, 100, digits(mode & 0o7777, 8));
  write(block, 108, digits(0, 8));
  write(block, 116, digits(0, 8));
  write(block, 124, digits(size, 12));
  write(block, 136, digits(Math.max(0, Math.floor(modified)), 12));
  block.fill(0x20, 148, 156);
  write(block, 156, encoder.encode(type));
  write(block, 257, encoder.encode('ustar\x0000'));
  write(block, 345, prefix);
  const sum = block.reduce((total, byte) => total + byte, 0);
  write(block, 148, encoder.encode(`${sum.toString(8).padStart(6, '0')}\0 `));
  return block;
}

/** "<length> <key>=<value>\n", where the length counts its own digits too. */
export function record(key: string, value: string): Uint8Array {
  const rest = encoder.encode(` ${key}=${value}\n`).length;
  let length = rest + 1;
  while (String(length).length + rest !== length) length = String(length).length + rest;
  return encoder.encode(`${length} ${key}=${value}\n`);
}

/** Zeros that fill the last block of `size` bytes. */
export function padding(size: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array((BLOCK - (size % BLOCK)) % BLOCK);
}

/** What stands before the bytes of one entry. */
export function entryHeader(entry: TarEntry): Uint8Array<ArrayBuffer> {
  const folder = entry.kind === 'folder';
  const text = folder && !entry.path.endsWith('/') ? `${entry.path}/` : entry.path;
  const path = encoder.encode(text);
  const parts = split(path);
  const rest = { mode: entry.mode, modified: entry.modified };
  const type = folder ? '5' : '0';
  const size = folder ? 0 : entry.size;
  if (parts !== null) return header({ prefix: parts[0], name: parts[1], type, size, ...rest });

  const words = record('path', text);
  const short = { prefix: new Uint8Array(), type: 'x' as const, size: words.length, ...rest };
  const before = header({ ...short, name: encoder.encode('pax-header') });
  const after = header({ ...short, name: encoder.encode(folder ? 'folder/' : 'file'), type, size });
  const fill = padding(words.length);
  const whole = new Uint8Array(before.length + words.length + fill.length + after.length);
  whole.set(before, 0);
  whole.set(words, before.length);
  whole.set(after, before.length + words.length + fill.length);
  return whole;
}

/** An archive as one blob; what is in the files is only read when the blob is. */
export function archive(entries: readonly { entry: TarEntry; body?: Blob }[]): Blob {
  const parts: BlobPart[] = [];
  for (const { entry, body } of entries) {
    parts.push(entryHeader(entry));
    if (body === undefined) continue;
    parts.push(body, padding(entry.size));
  }
  parts.push(new Uint8Array(TAR_END_BYTES));
  return new Blob(parts);
}
