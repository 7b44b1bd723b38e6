import { describe, expect, it } from 'vitest';

import { chart, roundTop } from './spending';

const days = (...amounts: string[]) =>
  amounts.map((amount, index) => ({ date: `2026-07-0${index + 1}`, amount }));

describe('roundTop', () => {
  it.each([
    [0, 10_000],
    [10_001, 20_000],
    [1_580_000, 2_000_000],
    [5_000_000, 5_000_000],
    [75_840_000, 100_000_000],
  ])('of %d is %d', (amount, top) => expect(roundTop(amount)).toBe(top));
});

describe('chart', () => {
  it('scales to a round number and keeps small days visible', () => {
    const { bars, top, mean } = chart({ days: days('0.00', '0.000001', '5.00', '8.00'), total: '13.000001' });
    expect(top).toBe(10_000_000);
    expect(bars.map((bar) => bar.percent)).toEqual([0, 2, 50, 80]);
    expect(mean).toBe(3_250_000);
  });

  it('draws nothing for a day on which charges were given back', () => {
    expect(chart({ days: days('-1.00'), total: '-1.00' }).bars[0]).toMatchObject({
      amount: -1_000_000,
      percent: 0,
    });
  });

  it('is empty without days', () =>
    expect(chart({ days: [], total: '0.00' })).toMatchObject({ bars: [], mean: 0 }));
});
