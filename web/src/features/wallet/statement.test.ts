import { describe, expect, it } from 'vitest';

import type { StatementLine } from '../../api';
import { byDay, byInstance, runTime, sum } from './statement';

const HOUR = 3_600_000;

/** `hour` is by the clock of whoever runs the tests, as days are. */
function line(hour: string, change: Partial<StatementLine> = {}): StatementLine {
  return {
    instance_id: 'i-1',
    instance_name: 'train',
    hour: new Date(hour).toISOString(),
    what: '2 x RTX 3090',
    billable_ms: HOUR,
    price_per_hour: '3.16',
    amount: '3.16',
    posted: true,
    ...change,
  };
}

const LINES = [
  line('2026-07-02T00:00', { posted: false, billable_ms: HOUR / 2, amount: '1.58' }),
  line('2026-07-01T23:00'),
  line('2026-07-01T22:00'),
  line('2026-07-01T22:00', { what: 'data disk +50 GB', price_per_hour: '0.01375', amount: '0.01375' }),
  line('2026-07-01T22:00', { instance_id: 'i-2', instance_name: 'eval', amount: '9.00' }),
];

describe('byDay', () => {
  it('cuts at midnight, newest first, and adds up', () => {
    expect(byDay(LINES).map((day) => [day.day, day.amount, day.open])).toEqual([
      ['2026-07-02', 1_580_000, true],
      ['2026-07-01', 15_333_750, false],
    ]);
  });

  it('puts the hours of one thing together, the dearest thing first', () => {
    const [, earlier] = byDay(LINES);
    expect(earlier?.parts.map((part) => [part.name, part.what, part.lines.length, part.amount])).toEqual([
      ['eval', '2 x RTX 3090', 1, 9_000_000],
      ['train', '2 x RTX 3090', 2, 6_320_000],
      ['train', 'data disk +50 GB', 1, 13_750],
    ]);
  });

  it('keeps two prices of one instance apart', () => {
    const lines = [line('2026-07-01T10:00'), line('2026-07-01T09:00', { price_per_hour: '2.00' })];
    expect(byDay(lines)[0]?.parts).toHaveLength(2);
  });
});

describe('byInstance', () => {
  it('sums up, the dearest first, without counting the hours of disks', () => {
    expect(byInstance(LINES).map((one) => [one.name, one.amount, one.billableMs / HOUR])).toEqual([
      ['eval', 9_000_000, 1],
      ['train', 7_913_750, 2.5],
    ]);
  });
});

describe('sum', () => {
  it('of nothing is nothing', () => expect(sum([])).toEqual({ amount: 0, billableMs: 0, open: false }));
  it('of the parts is the sum of the lines', () => {
    const parts = byDay(LINES).flatMap((day) => day.parts);
    expect(parts.reduce((total, one) => total + one.amount, 0)).toBe(sum(LINES).amount);
  });
  it('of run time leaves disks out', () => expect(runTime(LINES)).toBe(3.5 * HOUR));
});
