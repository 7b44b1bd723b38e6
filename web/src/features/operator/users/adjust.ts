/** Giving money and taking it back: what may be entered, and what follows from it. */
import { micros } from '../../../ui/format';

export type Way = 'credit' | 'debit';

export type AmountProblem = 'malformed' | 'decimals' | 'nothing' | 'too_much';

/** The same limit as the platform's: a billion yuan. */
const LIMIT = 1e9 * 1_000_000;

/** Why this may not be entered, or null. `available` is what can be taken back, in micro-yuan. */
export function amountProblem(text: string, way: Way, available: number): AmountProblem | null {
  const typed = text.trim();
  if (/^\d+\.\d{7,}$/.test(typed)) return 'decimals';
  const amount = amountOf(typed);
  if (amount === null) return 'malformed';
  if (amount === 0) return 'nothing';
  if (amount > LIMIT || (way === 'debit' && amount > available)) return 'too_much';
  return null;
}

/** Micro-yuan, or null while it is no amount. */
export function amountOf(text: string): number | null {
  try {
    const amount = micros(text);
    return amount < 0 ? null : amount;
  } catch {
    return null;
  }
}

/** The balance after it, in micro-yuan. */
export function balanceAfter(balance: number, way: Way, amount: number): number {
  return way === 'credit' ? balance + amount : balance - amount;
}
