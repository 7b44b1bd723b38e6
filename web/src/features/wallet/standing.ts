/** How a wallet stands right now. The platform says how it stood and how fast it runs down; the rest is arithmetic. */
import type { Wallet } from '../../api';
import { micros } from '../../ui/format';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const CENT = 10_000;

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
  const lastsMs = lasts(available, burn);
  if (lastsMs === null) return { available, burn, lastsMs, tone: available > 0 ? 'calm' : 'attention' };
  const tone = lastsMs < HOUR_MS ? 'failed' : lastsMs < DAY_MS ? 'attention' : 'calm';
  return { available, burn, lastsMs, tone };
}

/** How long `available` lasts at `burn` per hour; null when nothing is spent. */
export function lasts(available: number, burn: number): number | null {
  return burn <= 0 ? null : Math.max(0, Math.floor((available * HOUR_MS) / burn));
}

/** What is missing so that `available` lasts for `ms` at `burn` per hour, in whole cents, rounded up. */
export function missing(available: number, burn: number, ms: number): number {
  const needed = Math.ceil((burn * ms) / HOUR_MS) - available;
  return Math.max(0, Math.ceil(needed / CENT) * CENT);
}

export interface Breakdown {
  balance: number;
  held: number;
  owed: number;
  available: number;
}

/**
 * Balance, less what is held, less what is owed, is what is available: in whole cents that add up as they are shown.
 * Each part cut by itself could be a cent off, and a reader who checks would lose trust in all of it.
 */
export function breakdown(wallet: Wallet, available: number): Breakdown {
  const cents = (amount: number) => Math.trunc(amount / CENT) * CENT;
  const balance = cents(micros(wallet.balance));
  const held = cents(micros(wallet.held));
  return { balance, held, owed: balance - held - cents(available), available: cents(available) };
}
