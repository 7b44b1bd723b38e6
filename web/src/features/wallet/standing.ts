/** How a wallet stands right now. The platform says how it stood and how fast it runs down; the rest is arithmetic. */
import type { Wallet } from '../../api';
import { micros } from '../../ui/format';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export type Tone = 'calm' | 'attention' | 'failed';

export interface Standing {
  /** Micro-yuan that can be spent now. */
  available: number;
  /** Micro-yuan per hour. */
  burn: number;
  /** Until it is used up, or null while nothing runs. */
  lastsMs: number | null;
  /** Amber below a day, red below an hour. */
  tone: Tone;
}

/** `seenAt` is when `wallet` was fetched; both times are milliseconds since the epoch. */
export function standing(wallet: Wallet, seenAt: number, now: number): Standing {
  const burn = micros(wallet.burn_per_hour);
  const spent = Math.floor((burn * Math.max(0, now - seenAt)) / HOUR_MS);
  const available = micros(wallet.available) - spent;
  if (burn <= 0) return { available, burn, lastsMs: null, tone: available > 0 ? 'calm' : 'attention' };
  const lastsMs = Math.max(0, Math.floor((available * HOUR_MS) / burn));
  const tone = lastsMs < HOUR_MS ? 'failed' : lastsMs < DAY_MS ? 'attention' : 'calm';
  return { available, burn, lastsMs, tone };
}
