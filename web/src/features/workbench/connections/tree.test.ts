import { describe, expect, it } from 'vitest';

import { aConnection } from './fixtures';
import { foldersOf, planMove, rowsOf, type Row } from './tree';

const LIST = {
  folders: ['lab', 'lab/train', 'home'],
  connections: [
    aConnection({ id: 'a', name: 'alpha', folder: 'lab', position: 1, tags: ['gpu'] }),
    aConnection({ id: 'b', name: 'beta', folder: 'lab', position: 0, host: 'beta.example.com' }),
    aConnection({ id: 'c', name: 'gamma', folder: 'lab/train', tags: ['gpu', 'big'], note: 'the large one' }),
    aConnection({ id: 'd', name: 'delta', position: 0 }),
  ],
};

const drawn = (rows: Row[]): unknown[] =>
  rows.map((row) => (row.kind === 'folder' ? [row.title, drawn(row.children)] : row.connection.name));

describe('the tree', () => {
  it('has folders first, by name, each with what is in it, in the order that was chosen', () => {
    expect(drawn(rowsOf(LIST))).toEqual([
      ['home', []],
      ['lab', [['train', ['gamma']], 'beta', 'alpha']],
      'delta',
    ]);
    const numbered = { folders: ['rack 10', 'rack 2'], connections: [] };
    expect(drawn(rowsOf(numbered))).toEqual([
      ['rack 2', []],
      ['rack 10', []],
    ]);
  });

  it('shows what leads to what was looked for, and nothing else', () => {
    expect(drawn(rowsOf(LIST, 'LARGE'))).toEqual([['lab', [['train', ['gamma']]]]]);
    expect(drawn(rowsOf(LIST, 'lab example'))).toEqual([['lab', ['beta']]]);
    expect(drawn(rowsOf(LIST, '', ['gpu']))).toEqual([['lab', [['train', ['gamma']], 'alpha']]]);
    expect(foldersOf(rowsOf(LIST, 'gamma'))).toEqual(['folder:lab', 'folder:lab/train']);
    expect(rowsOf(LIST, 'nowhere')).toEqual([]);
  });
});

describe('a drag', () => {
  it('puts a connection into a folder, behind what is there', () => {
    expect(planMove(LIST, ['connection:d'], 'folder:lab', 'inside')).toEqual({
      kind: 'order',
      folder: 'lab',
      ids: ['b', 'a', 'd'],
    });
  });

  it('puts several next to another one', () => {
    expect(planMove(LIST, ['connection:d', 'connection:c'], 'connection:a', 'before')).toEqual({
      kind: 'order',
      folder: 'lab',
      ids: ['b', 'd', 'c', 'a'],
    });
    expect(planMove(LIST, ['connection:b'], 'connection:a', 'after')).toMatchObject({ ids: ['a', 'b'] });
  });

  it('moves a folder with what is in it, but never into itself', () => {
    expect(planMove(LIST, ['folder:lab/train'], 'folder:home', 'inside')).toEqual({
      kind: 'folder',
      path: 'lab/train',
      new_path: 'home/train',
    });
    expect(planMove(LIST, ['folder:lab/train'], 'connection:d', 'before')).toMatchObject({
      new_path: 'train',
    });
    expect(planMove(LIST, ['folder:lab'], 'folder:lab/train', 'inside')).toBeNull();
    expect(planMove(LIST, ['folder:lab'], 'folder:home', 'before')).toBeNull();
  });

  it('means nothing on an instance, or on itself', () => {
    expect(planMove(LIST, ['connection:a'], 'instance:i-1', 'inside')).toBeNull();
    expect(planMove(LIST, ['connection:a'], 'connection:a', 'after')).toBeNull();
  });
});
