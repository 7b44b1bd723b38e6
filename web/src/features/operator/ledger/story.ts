/** The story of one entry: why money moved, in sentences. Where they point to something, the page adds the links. */
import i18next from 'i18next';

import type { LedgerEntryOut, LedgerLine, RunOut } from '../../../api';
import { count, duration, micros, money, time } from '../../../ui/format';
import { chargeWord } from '../../wallet/words';
import { flowOf, sideWord, walletOf } from './flow';

const HOUR_MS = 3_600_000;

export type EntryKind = 'charge' | 'back' | 'credit' | 'debit' | 'redeem' | 'other';

/** A charge that puts an earlier one right gives money back. */
export function kindOf({ kind, postings }: Pick<LedgerLine, 'kind' | 'postings'>): EntryKind {
  const wallet = walletOf(postings);
  if (kind === 'usage') return wallet !== undefined && micros(wallet.amount) > 0 ? 'back' : 'charge';
  return kind === 'credit' || kind === 'debit' || kind === 'redeem' ? kind : 'other';
}

/** What happened, in one sentence. */
export function headline(entry: LedgerLine): string {
  const { from, to, amount } = flowOf(entry.postings);
  const words = i18next.t('common.list_comma');
  return i18next.t(`ledger.story.${kindOf(entry)}`, {
    user: walletOf(entry.postings)?.user_name ?? '?',
    actor: entry.actor_name ?? i18next.t('audit.platform'),
    amount: money(amount, { exact: true }),
    what: chargeWord(entry.description),
    from: from.map(sideWord).join(words),
    to: to.map(sideWord).join(words),
  });
}

/** The sentences after that, one thing each. */
export function chapters(entry: LedgerEntryOut): string[] {
  const { story } = entry;
  return [
    ...(story.hour === null ? [] : [hourWords(story.hour)]),
    ...(story.run === null ? [] : runWords(entry, story.run)),
    ...(entry.kind === 'credit' || entry.kind === 'debit' ? [reasonWords(entry.description)] : []),
    ...(story.code_batch === null ? [] : [batchWords(story.code_batch)]),
    ...(entry.key.endsWith(':end') && story.run !== null ? [i18next.t('ledger.story.late')] : []),
  ];
}

function hourWords(hour: string): string {
  const end = Date.parse(hour) + HOUR_MS;
  return i18next.t('ledger.story.hour', {
    day: time(hour, 'date'),
    from: time(hour, 'clock'),
    to: time(end, 'clock'),
  });
}

function runWords(entry: LedgerEntryOut, run: RunOut): string[] {
  const price = i18next.t('common.per_hour', { amount: money(run.price_per_hour, { exact: true }) });
  const amount = flowOf(entry.postings).amount;
  const ms = timeFor(amount, micros(run.price_per_hour));
  const part = i18next.t('ledger.story.part', {
    price,
    time: duration(ms, 3),
    amount: money(amount, { exact: true }),
  });
  // Where it is all that the run cost, the exact time of the run says it better.
  const isAll = run.ended_at !== null && amount === micros(run.amount);
  return kindOf(entry) === 'charge' && !isAll ? [part, wholeWords(run, price)] : [wholeWords(run, price)];
}

/** The whole run by the rule of the bill: locked price × billable time, cut to a millionth. */
function wholeWords(run: RunOut, price: string): string {
  const facts = {
    price,
    time: duration(run.billable_ms, 3),
    ms: count(run.billable_ms),
    amount: money(run.amount, { exact: true }),
    posted: money(run.posted, { exact: true }),
  };
  return i18next.t(run.ended_at === null ? 'ledger.story.run_so_far' : 'ledger.story.run_whole', facts);
}

/** About how long `amount` pays for, in milliseconds; what was cut off may be one or two more. */
export function timeFor(amount: number, pricePerHour: number): number {
  return pricePerHour <= 0 ? 0 : Number((BigInt(amount) * BigInt(HOUR_MS)) / BigInt(pricePerHour));
}

/** Whether a run's amount is what its price and time make; false is a defect. */
export function addsUp(run: Pick<RunOut, 'price_per_hour' | 'billable_ms' | 'amount'>): boolean {
  const whole = (BigInt(micros(run.price_per_hour)) * BigInt(run.billable_ms)) / BigInt(HOUR_MS);
  return whole === BigInt(micros(run.amount));
}

function reasonWords(reason: string): string {
  return i18next.t('ledger.story.reason', { reason });
}

function batchWords(batch: NonNullable<LedgerEntryOut['story']['code_batch']>): string {
  const facts = {
    batch: batch.id,
    note: batch.note,
    worth: money(batch.amount),
    used: count(batch.used),
    count: count(batch.count),
    until: time(batch.expires_at, 'date'),
  };
  return i18next.t(batch.note === '' ? 'ledger.story.batch' : 'ledger.story.batch_noted', facts);
}
