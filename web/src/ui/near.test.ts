import { describe, expect, it } from 'vitest';

import { groupsOf } from './near';

describe('groupsOf', () => {
  it('cuts a list into groups that know their place', () => {
    expect(groupsOf(['a', 'b', 'c', 'd', 'e'], 2)).toEqual([
      { first: 0, items: ['a', 'b'] },
      { first: 2, items: ['c', 'd'] },
      { first: 4, items: ['e'] },
    ]);
  });

  it('makes no group of nothing', () => {
    expect(groupsOf([], 2)).toEqual([]);
  });
});
