import { describe, expect, it } from 'vitest';

import { entry } from './fixtures';
import { chosen, sorted, typeAhead } from './sorting';

const names = (entries: { name: string }[]) => entries.map(({ name }) => name);

describe('the order', () => {
  it('puts folders and links to folders first, and numbers by their value', () => {
    const entries = [
      entry('epoch10.pt'),
      entry('epoch2.pt'),
      entry('zoo', { kind: 'folder' }),
      entry('data', { kind: 'link', target: '/mnt', target_kind: 'folder' }),
      entry('Epoch1.pt'),
    ];
    const up = sorted(entries, { by: 'name', down: false });
    expect(names(up)).toEqual(['data', 'zoo', 'Epoch1.pt', 'epoch2.pt', 'epoch10.pt']);
    const down = sorted(entries, { by: 'name', down: true });
    expect(names(down)).toEqual(['zoo', 'data', 'epoch10.pt', 'epoch2.pt', 'Epoch1.pt']);
    expect(names(entries)[0]).toBe('epoch10.pt');
  });

  it('is by size, time and owner, and by name where those are equal', () => {
    const entries = [entry('b', { size: 5 }), entry('a', { size: 5 }), entry('c', { size: 9 })];
    expect(names(sorted(entries, { by: 'size', down: true }))).toEqual(['c', 'a', 'b']);
    const owned = [entry('x', { owner: 'zoe' }), entry('y', { owner: 'amy' })];
    expect(names(sorted(owned, { by: 'owner', down: false }))).toEqual(['y', 'x']);
  });
});

describe('what is shown', () => {
  const entries = [entry('.env'), entry('train.py'), entry('Train_log.txt'), entry('eval.py')];

  it('hides what begins with a dot until it is wanted', () => {
    expect(chosen(entries, { hidden: false, text: '' })).toHaveLength(3);
    expect(chosen(entries, { hidden: true, text: '' })).toHaveLength(4);
  });

  it('is filtered by words and by ending', () => {
    expect(names(chosen(entries, { hidden: false, text: 'TRAIN' }))).toEqual(['train.py', 'Train_log.txt']);
    expect(names(chosen(entries, { hidden: false, text: '*.py' }))).toEqual(['train.py', 'eval.py']);
    expect(names(chosen(entries, { hidden: false, text: 'log train' }))).toEqual(['Train_log.txt']);
  });
});

describe('typing a name', () => {
  const rows = [entry('alpha'), entry('beta'), entry('Bravo'), entry('charlie')];

  it('goes to what begins with it', () => {
    expect(typeAhead(rows, 'br', 0)).toBe(2);
    expect(typeAhead(rows, 'x', 0)).toBe(-1);
  });

  it('goes on with the same letter, and around the end', () => {
    expect(typeAhead(rows, 'b', 1)).toBe(2);
    expect(typeAhead(rows, 'b', 2)).toBe(1);
    expect(typeAhead(rows, 'a', -1)).toBe(0);
  });
});
