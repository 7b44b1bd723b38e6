import { describe, expect, it } from 'vitest';

import { meterNow, owedNow } from './charge';

const SEEN = 1_000_000;
const run = { owed: '1', price_per_hour: '3.6', paused: false };

describe('owedNow', () => {
  it('grows by the price of every second', () => {
    expect(owedNow(run, SEEN, SEEN)).toBe(1_000_000);
    expect(owedNow(run, SEEN, SEEN + 1_000)).toBe(1_001_000);
    expect(owedNow(run, SEEN, SEEN + 3_600_000)).toBe(4_600_000);
  });

  it('is cut and never rounded up', () => {
    expect(owedNow({ ...run, price_per_hour: '1.58' }, SEEN, SEEN + 1_000)).toBe(1_000_438);
  });

  it('stands still while it is paused', () => {
    expect(owedNow({ ...run, paused: true }, SEEN, SEEN + 3_600_000)).toBe(1_000_000);
  });

  it('never runs backwards when the clock does', () => {
    expect(owedNow(run, SEEN, SEEN - 5_000)).toBe(1_000_000);
  });
});

describe('meterNow', () => {
  const meter = { price_per_hour: '3.6', billable_ms: 500, amount: '0.0005', ended_at: null, paused: false };

  it('grows in time and amount', () => {
    expect(meterNow(meter, SEEN, SEEN + 2_000)).toEqual({ billableMs: 2_500, amount: 2_500 });
  });

  it('stands still once it has ended or is paused', () => {
    const ended = { ...meter, ended_at: '2026-11-24T12:00:00Z' };
    expect(meterNow(ended, SEEN, SEEN + 2_000)).toEqual({ billableMs: 500, amount: 500 });
    expect(meterNow({ ...meter, paused: true }, SEEN, SEEN + 2_000)).toEqual({
      billableMs: 500,
      amount: 500,
    });
  });
});
