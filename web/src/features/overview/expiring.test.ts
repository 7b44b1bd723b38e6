import { describe, expect, it } from 'vitest';

import { expiring } from './expiring';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const kept = (id: string, ms: number | null) => ({
  id,
  name: id,
  release_at: ms === null ? null : new Date(ms).toISOString(),
});

describe('expiring', () => {
  it('is in order of urgency, over both kinds', () => {
    const all = expiring([kept('late', 2 * DAY), kept('soon', 2 * HOUR), kept('up', null)], 5 * HOUR, 0);
    expect(all.map((one) => [one.key, one.tone])).toEqual([
      ['soon', 'failed'],
      ['balance', 'attention'],
      ['late', 'attention'],
    ]);
  });

  it('leaves out what is a week away', () => {
    expect(expiring([kept('a', 7 * DAY)], 30 * DAY, 0)).toEqual([]);
  });

  it('takes a release for urgent a day ahead, and the balance an hour ahead', () => {
    expect(expiring([kept('a', DAY - 1)], HOUR - 1, 0).map((one) => one.tone)).toEqual(['failed', 'failed']);
    expect(expiring([kept('a', 4 * DAY)], DAY, 0).map((one) => one.tone)).toEqual(['calm', 'calm']);
  });

  it('keeps what is overdue until it is gone', () => {
    expect(expiring([kept('a', -1)], null, 0)).toMatchObject([{ key: 'a', tone: 'failed' }]);
  });
});
