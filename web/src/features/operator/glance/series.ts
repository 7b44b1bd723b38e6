/** What the charts of the first page show, from the counts and sums that the platform keeps. */
import type { CardPointOut, CardsOut, RevenuePointOut } from '../../../api';
import { dayOf, dayStart } from '../../../ui/days';
import { micros } from '../../../ui/format';

export const RANGES = { day: 24, week: 168, month: 720 } as const;
export type Range = keyof typeof RANGES;

/** From the bottom of the picture to its top. */
export const LAYERS = ['rented', 'idle', 'cordoned', 'broken'] as const;
export type Layer = (typeof LAYERS)[number];

export interface CardTrend {
  /** Seconds since the epoch, ascending. */
  times: number[];
  counts: Record<Layer, (number | null)[]>;
  from: number;
  to: number;
  /** When counting began, where that is within the range; seconds since the epoch. */
  began: number | null;
}

/** A picture of a few minutes tells nothing; it is at least this wide. */
const NARROWEST_SECONDS = 3_600;
/** So much of a range may be empty before the picture begins with the first count. */
const EMPTY_SHARE = 0.1;

/**
 * The counts of the latest `hours`, with the present ones as the newest. A time in which nobody counted is a hole and
 * not a slope. A history that is shorter than the range is shown in its own width.
 */
export function cardTrend(
  points: CardPointOut[],
  present: CardsOut,
  { hours, stepSeconds, now }: { hours: number; stepSeconds: number; now: number },
): CardTrend {
  const to = Math.floor(now / 1000);
  const times: number[] = [];
  const counts: CardTrend['counts'] = { rented: [], idle: [], cordoned: [], broken: [] };

  function add(at: number, point: Record<Layer, number> | null) {
    times.push(at);
    for (const layer of LAYERS) counts[layer].push(point === null ? null : point[layer]);
  }

  for (const point of points) {
    const at = Math.floor(Date.parse(point.at) / 1000);
    const last = times.at(-1);
    if (at >= to || (last !== undefined && at <= last)) continue;
    if (last !== undefined && at - last > 2 * stepSeconds) add(last + stepSeconds, null);
    add(at, point);
  }
  const last = times.at(-1);
  if (last !== undefined && to - last > 2 * stepSeconds) add(last + stepSeconds, null);
  add(to, present);

  const start = to - hours * 3_600;
  const first = times[0] ?? to;
  const began = first - start > EMPTY_SHARE * hours * 3_600 ? first : null;
  return { times, counts, began, to, from: began === null ? start : Math.min(began, to - NARROWEST_SECONDS) };
}

/** For each layer the sum of it and of those below: where its upper edge lies. */
export function stacked(trend: CardTrend): (number | null)[][] {
  let below: (number | null)[] = trend.times.map(() => 0);
  return LAYERS.map((layer) => {
    below = trend.counts[layer].map((value, place) => {
      const sum = below[place];
      return value === null || sum === null || sum === undefined ? null : sum + value;
    });
    return below;
  });
}

export interface Extent {
  least: number;
  most: number;
}

export function extentOf(values: (number | null)[]): Extent {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return { least: 0, most: 0 };
  return { least: Math.min(...known), most: Math.max(...known) };
}

export interface RevenueTrend {
  /** When each slot begins, seconds since the epoch. */
  times: number[];
  /** Micro-yuan. */
  amounts: number[];
  total: number;
  /** The place of the largest, or null where nothing was earned. */
  best: number | null;
  slot: 'hour' | 'day';
}

/** Revenue by clock hour; a month of it by the reader's own days. */
export function revenueTrend(points: RevenuePointOut[], range: Range): RevenueTrend {
  const slot = range === 'month' ? 'day' : 'hour';
  const sums = new Map<number, number>();
  for (const { at, amount } of points) {
    const begin = Date.parse(slot === 'day' ? dayStart(dayOf(at)) : at) / 1000;
    sums.set(begin, (sums.get(begin) ?? 0) + micros(amount));
  }
  const amounts = [...sums.values()];
  const most = Math.max(0, ...amounts);
  return {
    times: [...sums.keys()],
    amounts,
    total: amounts.reduce((sum, amount) => sum + amount, 0),
    best: most > 0 ? amounts.indexOf(most) : null,
    slot,
  };
}
