/** The arithmetic of the spending chart. */
import type { SpendingOut } from '../../api';
import { micros } from '../../ui/format';

export interface Bar {
  day: string;
  /** Micro-yuan. */
  amount: number;
  /** Of the chart's height, between 0 and 100. */
  percent: number;
}

export interface Chart {
  bars: Bar[];
  /** Micro-yuan at the top of the scale: a round number that no bar exceeds. */
  top: number;
  total: number;
  /** Micro-yuan per day, over all days shown. */
  mean: number;
}

/** A bar for every day that cost anything is seen, however small it is beside the others. */
const LEAST_PERCENT = 2;

export function chart(spending: SpendingOut): Chart {
  const amounts = spending.days.map((one) => Math.max(0, micros(one.amount)));
  const top = roundTop(Math.max(0, ...amounts));
  const total = micros(spending.total);
  return {
    top,
    total,
    mean: spending.days.length === 0 ? 0 : Math.trunc(total / spending.days.length),
    bars: spending.days.map((one, index) => {
      const amount = amounts[index] ?? 0;
      const percent = amount === 0 ? 0 : Math.max(LEAST_PERCENT, (amount / top) * 100);
      return { day: one.date, amount: micros(one.amount), percent };
    }),
  };
}

/** The next of 1, 2, 5, 10, 20, 50, … cents, yuan and so on. */
export function roundTop(amount: number): number {
  let step = 10_000;
  for (;;) {
    for (const factor of [1, 2, 5]) if (step * factor >= amount) return step * factor;
    step *= 10;
  }
}
