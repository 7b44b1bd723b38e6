import { describe, expect, it } from 'vitest';

import type { Wallet } from '../../api';
import { breakdown, lasts, missing, standing } from './standing';

const HOUR = 3_600_000;
const wallet = (change: Partial<Wallet> = {}): Wallet => ({
  balance: '90.00',
  held: '0.00',
  owed: '3.70',
  available: '86.30',
  burn_per_hour: '3.16',
  runs_dry_at: null,
  ...change,
});

describe('standing', () => {
  it('goes on counting from when the wallet was seen', () => {
    expect(standing(wallet(), 0, 0).available).toBe(86_300_000);
    expect(standing(wallet(), 0, HOUR).available).toBe(83_140_000);
  });

  it('never earns by a clock that was set back', () => {
    expect(standing(wallet(), HOUR, 0).available).toBe(86_300_000);
  });

  it('has no end while nothing runs', () => {
    expect(standing(wallet({ burn_per_hour: '0.00' }), 0, HOUR)).toEqual({
      available: 86_300_000,
      burn: 0,
      lastsMs: null,
      tone: 'calm',
    });
    expect(standing(wallet({ burn_per_hour: '0.00', available: '0.00' }), 0, 0).tone).toBe('attention');
  });

  it.each([
    ['75.84', 'calm'],
    ['75.83', 'attention'],
    ['3.16', 'attention'],
    ['3.15', 'failed'],
    ['0.00', 'failed'],
    ['-1.00', 'failed'],
  ])('with %s left at 3.16 an hour is %s', (available, tone) => {
    expect(standing(wallet({ available }), 0, 0).tone).toBe(tone);
  });
});

describe('lasts', () => {
  it('is nothing for what is overdrawn', () => expect(lasts(-5, 10)).toBe(0));
  it('is exact to the millisecond', () => expect(lasts(3_160_000, 3_160_000)).toBe(HOUR));
});

describe('missing', () => {
  it('is nothing when there is enough', () => expect(missing(3_160_000, 3_160_000, HOUR)).toBe(0));
  it('is rounded up to a cent', () => expect(missing(0, 1, HOUR)).toBe(10_000));
  it('makes up for an overdraft as well', () => expect(missing(-1_000_000, 2_000_000, HOUR)).toBe(3_000_000));
});

describe('breakdown', () => {
  it.each([
    ['86.298396', '0.00', 86_237_018],
    ['10.009999', '1.580001', 8_419_999],
    ['0.00', '0.00', -12_345],
  ])('of %s with %s held adds up as it is shown', (balance, held, available) => {
    const parts = breakdown(wallet({ balance, held }), available);
    expect(parts.balance - parts.held - parts.owed).toBe(parts.available);
    for (const part of Object.values(parts)) expect(Math.abs(part % 10_000)).toBe(0);
  });
});
