import { describe, expect, it } from 'vitest';

import { isFiltered, ledgerQuery } from './filter';

describe('the filter of the ledger', () => {
  it('asks for whole days, the last one included', () => {
    const { from, to } = ledgerQuery({ from: '2026-07-01', to: '2026-07-02' });
    expect(Date.parse(to ?? '') - Date.parse(from ?? '')).toBe(48 * 3_600_000);
  });

  it('names a user by id, as the API does, and drops a date that is none', () => {
    expect(ledgerQuery({ query: '1.58', user: 'u-1', kind: 'usage', reference: 'i-1', from: 'x' })).toEqual({
      query: '1.58',
      user_id: 'u-1',
      kind: 'usage',
      reference: 'i-1',
      from: undefined,
      to: undefined,
    });
  });

  it('is not made by an open story', () => {
    expect(isFiltered({ entry: 'ent-1' })).toBe(false);
    expect(isFiltered({ entry: 'ent-1', kind: 'usage' })).toBe(true);
  });
});
