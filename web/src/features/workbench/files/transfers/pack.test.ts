import { describe, expect, it } from 'vitest';

import { cut, type Packed } from './pack';

const packed = (path: string, size: number): Packed => ({
  path,
  file: new File([new Uint8Array(size)], path),
});

describe('cutting archives', () => {
  it('takes no more than a body of a fair size, and leaves the rest', () => {
    const waiting = Array.from({ length: 40 }, (_, index) => packed(`f${index}`, 1024 ** 2));
    const first = cut(waiting);
    expect(first).toHaveLength(15);
    expect(waiting[0]?.path).toBe('f15');
    const rest = [cut(waiting), cut(waiting), cut(waiting)];
    expect(rest.map((slice) => slice.length)).toEqual([15, 10, 0]);
  });

  it('takes one file even where it alone is too large, and folders with none', () => {
    expect(cut([packed('a', 20 * 1024 ** 2), packed('b', 1)])).toHaveLength(1);
    expect(cut([{ path: 'folder' }, packed('folder/a', 1)])).toHaveLength(2);
  });
});
