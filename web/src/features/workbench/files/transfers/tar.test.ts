import { execFileSync } from 'node:child_process';

import { describe, expect, it } from 'vitest';

import { archive, entryHeader, record, split, type TarEntry } from './tar';

const text = new TextDecoder();
const bytes = (value: string) => new TextEncoder().encode(value);

function file(path: string, size: number): TarEntry {
  return { path, kind: 'file', size, modified: 1_700_000_000, mode: 0o644 };
}

/** What the system's own tar makes of it. */
async function listed(blob: Blob): Promise<string> {
  const input = Buffer.from(await blob.arrayBuffer());
  return execFileSync('tar', ['-tvf', '-', '--quoting-style=literal', '--utc'], {
    input,
    encoding: 'utf-8',
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
  });
}

describe('a header', () => {
  it('has each field where ustar wants it, and its checksum', () => {
    const block = entryHeader(file('data/a.txt', 10));
    expect(block).toHaveLength(512);
    const field = (from: number, to: number) => text.decode(block.subarray(from, to)).replaceAll('\0', '');
    expect(field(0, 100)).toBe('data/a.txt');
    expect(field(100, 108)).toBe('0000644');
    expect(field(124, 136)).toBe('00000000012');
    expect(field(136, 148)).toBe((1_700_000_000).toString(8));
    expect(field(156, 157)).toBe('0');
    expect(text.decode(block.subarray(257, 265))).toBe('ustar\x0000');
    const blank = block.slice().fill(0x20, 148, 156);
    expect(parseInt(field(148, 155), 8)).toBe(blank.reduce((sum, byte) => sum + byte, 0));
  });

  it('splits a long name between its two fields, and needs pax where that is not enough', () => {
    const folder = 'a'.repeat(90);
    expect(split(bytes(`${folder}/${'b'.repeat(90)}`))?.map((part) => part.length)).toEqual([90, 90]);
    expect(split(bytes('c'.repeat(101)))).toBeNull();
    expect(split(bytes('模型.txt'))).toBeNull();
    expect(entryHeader(file('c'.repeat(101), 1))).toHaveLength(3 * 512);
  });

  it('counts the digits of the length of a pax record', () => {
    expect(text.decode(record('path', 'x'))).toBe('9 path=x\n');
    for (const size of [1, 88, 89, 90, 91, 500, 985, 990]) {
      const line = record('path', 'y'.repeat(size));
      expect(parseInt(text.decode(line), 10)).toBe(line.length);
    }
  });
});

describe('an archive', () => {
  it('is read by the system tar: long and Chinese names, folders, sizes, modes and times', async () => {
    const long = `${'深'.repeat(60)}/${'n'.repeat(120)}.txt`;
    const blob = archive([
      { entry: { path: '数据', kind: 'folder', size: 0, modified: 1_700_000_000, mode: 0o755 } },
      { entry: file('数据/说明.txt', 6), body: new Blob([bytes('你好')]) },
      { entry: file(long, 3), body: new Blob([bytes('abc')]) },
      { entry: { ...file('run.sh', 0), mode: 0o755 }, body: new Blob([]) },
    ]);
    expect(blob.size % 512).toBe(0);
    const lines = (await listed(blob)).trim().split('\n');
    expect(lines).toHaveLength(4);
    expect(lines[0]).toMatch(/^drwxr-xr-x .* 2023-11-14 22:13 数据\/$/);
    expect(lines[1]).toMatch(/^-rw-r--r-- .* 6 2023-11-14 22:13 数据\/说明\.txt$/);
    expect(lines[2]?.endsWith(long)).toBe(true);
    expect(lines[3]).toMatch(/^-rwxr-xr-x .* run\.sh$/);
  });
});
