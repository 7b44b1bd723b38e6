import { describe, expect, it } from 'vitest';

import { billingSearch, marketSearch, ownPath } from './search';

describe('ownPath', () => {
  it.each(['/market?count=2', '/', '/instances/i-1'])('goes on to %s', (path) => {
    expect(ownPath(path)).toBe(path);
  });

  it.each([
    'https://elsewhere.example',
    '//elsewhere.example',
    '/\\elsewhere.example',
    'market',
    '',
    3,
    undefined,
  ])('goes nowhere for %j', (path) => {
    expect(ownPath(path)).toBeUndefined();
  });
});

describe('the searches of pages', () => {
  it('keep what is well-formed', () => {
    expect(marketSearch({ model: 'RTX 3090', count: '2', sort: 'idle', idle: true })).toEqual({
      model: 'RTX 3090',
      count: 2,
      region: undefined,
      sort: 'idle',
      idle: true,
    });
  });

  it('drop what is not', () => {
    expect(marketSearch({ model: 7, count: '-1', sort: 'name', idle: 'yes' })).toEqual({});
    expect(billingSearch({ tab: 'secrets' })).toEqual({});
  });
});
