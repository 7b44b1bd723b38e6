/** What moved a wallet, in the reader's words. The ledger writes what a charge was for in English. */
import i18next from 'i18next';

import type { Entry } from '../../api';
import { gigabytes, micros, time } from '../../ui/format';
import { wordsOf } from '../../ui/words';

export const KINDS = ['credit', 'redeem', 'usage', 'debit'] as const;

/** A charge that is put right afterwards gives money back, and is no charge to its reader. */
export function entryWord(entry: Pick<Entry, 'kind' | 'amount'>): string {
  const back = entry.kind === 'usage' && micros(entry.amount) > 0;
  return back ? i18next.t('billing.kinds.usage_back') : wordsOf(`billing.kinds.${entry.kind}`, entry.kind);
}

/** "2 x RTX 3090", "no cards" or "data disk +50 GB" as people say it; anything else as it came. */
export function chargeWord(what: string): string {
  if (what === 'no cards') return i18next.t('billing.no_cards');
  const disk = /^data disk \+(\d+) GB$/.exec(what);
  if (disk) return i18next.t('billing.extra_disk', { size: gigabytes(Number(disk[1])) });
  return what.replace(/^(\d+) x /, '$1 × ');
}

/** What an entry was for; empty where there is nothing to say beyond its kind. */
export function entryDescription(entry: Pick<Entry, 'kind' | 'description'>): string {
  return entry.kind === 'usage' ? chargeWord(entry.description) : entry.description;
}

/** The instance that a charge was for; null where money moved for another reason. */
export function entryInstance(entry: Pick<Entry, 'kind' | 'reference'>): string | null {
  return entry.kind === 'usage' && entry.reference !== '' ? entry.reference : null;
}

/** Beyond that a day without its year could be taken for another one. */
const YEARLESS_MS = 180 * 86_400_000;

/** A moment to come: to the minute where it is near, with its year where it is far. */
export function endWord(at: number, now: number): string {
  return time(at, at - now > YEARLESS_MS ? 'date' : 'hour');
}
