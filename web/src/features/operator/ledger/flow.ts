/** Double entry as people read it: money leaves some accounts and reaches others. */
import i18next from 'i18next';

import type { Side } from '../../../api';
import { micros } from '../../../ui/format';
import { wordsOf } from '../../../ui/words';

export interface Flow {
  /** The accounts that money left, the largest part first. */
  from: Side[];
  to: Side[];
  /** Micro-yuan that moved: what reached the right-hand side. */
  amount: number;
  /** Both sides are the same; anything else is a defect that is shown as one. */
  balances: boolean;
}

export function flowOf(postings: Side[]): Flow {
  const bySize = (a: Side, b: Side) => Math.abs(micros(b.amount)) - Math.abs(micros(a.amount));
  const from = postings.filter((side) => micros(side.amount) < 0).sort(bySize);
  const to = postings.filter((side) => micros(side.amount) > 0).sort(bySize);
  const sum = (sides: Side[]) => sides.reduce((total, side) => total + micros(side.amount), 0);
  return { from, to, amount: sum(to), balances: sum(from) + sum(to) === 0 };
}

/** What an account of the platform is called; null for a wallet, which goes by its owner. */
export function accountWord(side: Pick<Side, 'account' | 'user_id'>): string | null {
  if (side.user_id !== null) return null;
  return wordsOf(`ledger.account.${side.account.replace(':', '.')}`, side.account);
}

/** An account in plain words, for sentences. */
export function sideWord(side: Side): string {
  return accountWord(side) ?? i18next.t('ledger.wallet_of', { name: side.user_name ?? side.user_id ?? '' });
}

/** The wallet that an entry is about: its only one, as all our entries have exactly one. */
export function walletOf(postings: Side[]): Side | undefined {
  return postings.find((side) => side.user_id !== null);
}
