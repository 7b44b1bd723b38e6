/** What a run has cost up to this second. The platform says what it owed when asked; the rest is arithmetic. */
import type { LiveRunOut } from '../../api';
import { micros } from '../../ui/format';

const HOUR_MS = 3_600_000;

/** Micro-yuan, never rounded up; `seenAt` is when `run` was fetched, by the same clock as `now`. */
export function owedNow(
  run: Pick<LiveRunOut, 'owed' | 'price_per_hour' | 'paused'>,
  seenAt: number,
  now: number,
): number {
  const owed = micros(run.owed);
  if (run.paused) return owed;
  return owed + Math.floor((micros(run.price_per_hour) * Math.max(0, now - seenAt)) / HOUR_MS);
}

interface Meter {
  price_per_hour: string;
  billable_ms: number;
  amount: string;
  ended_at: string | null;
  paused: boolean;
}

/** The same for a line of the charges: its billable time and amount, which grow while it has not ended. */
export function meterNow(meter: Meter, seenAt: number, now: number): { billableMs: number; amount: number } {
  const since = meter.ended_at !== null || meter.paused ? 0 : Math.max(0, now - seenAt);
  const grown = Math.floor((micros(meter.price_per_hour) * since) / HOUR_MS);
  return { billableMs: meter.billable_ms + since, amount: micros(meter.amount) + grown };
}
