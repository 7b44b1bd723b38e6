import { describe, expect, it } from 'vitest';

import { dayOf } from '../../../ui/days';
import { cardTrend, extentOf, revenueTrend, stacked } from './series';

const NOW = Date.parse('2026-11-24T12:00:00Z');
const STEP = 300;
const point = (minutesAgo: number, rented: number) => ({
  at: new Date(NOW - minutesAgo * 60_000).toISOString(),
  rented,
  idle: 8 - rented,
  broken: 0,
  cordoned: 1,
});
const present = { total: 9, rented: 3, idle: 5, broken: 0, cordoned: 1 };
const trend = (points: ReturnType<typeof point>[], hours = 24) =>
  cardTrend(points, present, { hours, stepSeconds: STEP, now: NOW });

describe('cards over time', () => {
  it('ends with the present, even where nothing was counted yet', () => {
    const empty = trend([]);
    expect(empty.counts.rented).toEqual([3]);
    expect(empty.to).toBe(NOW / 1000);
    expect(empty.to - empty.from).toBe(3_600);
    expect(empty.began).toBe(NOW / 1000);
  });

  it('shows a short history in its own width', () => {
    const young = trend([point(120, 0), point(4, 2)]);
    expect(young.began).toBe(young.from);
    expect(young.to - young.from).toBe(7_200);
  });

  it('shows the whole range once there is a record of nearly all of it', () => {
    const old = trend([point(23 * 60, 0), point(4, 2)]);
    expect(old.began).toBeNull();
    expect(old.to - old.from).toBe(24 * 3_600);
  });

  it('leaves a hole where nobody counted', () => {
    expect(trend([point(60, 1), point(55, 2), point(4, 2)]).counts.rented).toEqual([1, 2, null, 2, 3]);
    expect(trend([point(60, 1)]).counts.rented).toEqual([1, null, 3]);
  });

  it('takes every moment once', () => {
    expect(trend([point(9, 1), point(9, 2), point(-1, 7)]).counts.rented).toEqual([1, 3]);
  });

  it('stacks one upon the other', () => {
    const layers = stacked(trend([point(60, 1), point(4, 2)]));
    expect(layers.map((layer) => layer.at(-1))).toEqual([3, 8, 9, 9]);
    expect(layers.map((layer) => layer[1])).toEqual([null, null, null, null]);
  });

  it('tells least and most of what is known', () => {
    expect(extentOf([2, null, 5])).toEqual({ least: 2, most: 5 });
    expect(extentOf([null])).toEqual({ least: 0, most: 0 });
  });
});

describe('revenue', () => {
  const hours = Array.from({ length: 48 }, (_, place) => ({
    at: new Date(NOW - (47 - place) * 3_600_000).toISOString(),
    amount: place === 40 ? '2.000001' : '0.10',
  }));

  it('is summed exactly, with its best hour', () => {
    const sums = revenueTrend(hours, 'day');
    expect(sums.total).toBe(6_700_001);
    expect(sums.slot).toBe('hour');
    expect(sums.best).toBe(40);
    expect(sums.times).toHaveLength(48);
  });

  it('of a month is told by days of the reader’s own calendar', () => {
    const sums = revenueTrend(hours, 'month');
    expect(sums.slot).toBe('day');
    expect(sums.times).toHaveLength(new Set(hours.map(({ at }) => dayOf(at))).size);
    expect(sums.total).toBe(6_700_001);
  });

  it('of nothing has no best hour', () => {
    const none = revenueTrend(
      hours.map(({ at }) => ({ at, amount: '0.00' })),
      'day',
    );
    expect([none.total, none.best]).toEqual([0, null]);
  });
});
