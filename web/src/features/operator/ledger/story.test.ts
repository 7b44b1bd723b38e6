import { beforeAll, beforeEach, describe, expect, it } from 'vitest';

import type { LedgerEntryOut, StoryOut } from '../../../api';
import { chooseLanguage, startLanguage } from '../../../ui/language';
import { addsUp, chapters, headline, kindOf, timeFor } from './story';

beforeAll(startLanguage);
beforeEach(() => chooseLanguage('en'));

const RUN = {
  id: 'run-1',
  kind: 'cards',
  what: '2 x RTX 3090',
  price_per_hour: '3.16',
  started_at: '2026-07-01T12:00:00Z',
  ended_at: '2026-07-01T13:30:00Z',
  billable_ms: 5_400_000,
  amount: '4.74',
  posted: '4.74',
  paused: false,
};

function entry(
  kind: string,
  amount: string,
  also: Partial<LedgerEntryOut> = {},
  story: Partial<StoryOut> = {},
) {
  const taken = amount.startsWith('-') ? amount.slice(1) : `-${amount}`;
  const account =
    kind === 'usage' ? 'income:usage' : kind === 'redeem' ? 'source:redeem_codes' : 'source:operator_credit';
  return {
    id: 'ent-1',
    key: `${kind}:1`,
    kind,
    at: '2026-07-01T13:00:01Z',
    description: kind === 'usage' ? '2 x RTX 3090' : 'for the outage',
    reference: 'i-1',
    actor_id: kind === 'usage' ? null : 'u-9',
    actor_name: kind === 'usage' ? null : 'operator',
    postings: [
      { account: 'wallet:u-1', user_id: 'u-1', user_name: 'lin', amount },
      { account, user_id: null, user_name: null, amount: taken },
    ],
    story: { instance: null, run: null, hour: null, code_batch: null, audit: [], ...story },
    ...also,
  } satisfies LedgerEntryOut;
}

describe('the headline', () => {
  it.each([
    ['usage', '-3.16', 'charge', 'lin paid ¥3.16 for 2 × RTX 3090'],
    ['usage', '0.000004', 'back', 'lin got back ¥0.000004, charged before for 2 × RTX 3090'],
    ['credit', '50', 'credit', 'operator credited lin with ¥50.00'],
    ['debit', '-50.5', 'debit', 'operator took ¥50.50 back from lin'],
    ['redeem', '20', 'redeem', 'lin redeemed a code worth ¥20.00'],
    ['gift', '1', 'other', '¥1.00 moved from Operators’ account to the wallet of lin'],
  ])('of a %s of %s', (kind, amount, is, words) => {
    const one = entry(kind, amount);
    expect(kindOf(one)).toBe(is);
    expect(headline(one)).toBe(words);
  });

  it('names the platform where nobody did it', () => {
    expect(headline(entry('credit', '1', { actor_id: null, actor_name: null }))).toMatch(
      /^the platform credited/,
    );
  });
});

describe('the chapters', () => {
  it('of a charge say the hour, what it paid for, and the whole run', () => {
    const [hour, part, run, ...rest] = chapters(
      entry('usage', '-3.16', {}, { run: RUN, hour: '2026-07-01T12:00:00Z' }),
    );
    expect(hour).toMatch(/clock hour/);
    expect(part).toBe('This entry: ¥3.16/h × about 1 h = ¥3.16.');
    expect(run).toBe(
      'The whole run: ¥3.16/h × 1 h 30 min (5,400,000 ms) = ¥4.74, of which ¥4.74 is in the ledger.',
    );
    expect(rest).toEqual([]);
  });

  it('of a charge that is all of its run leave out what is only about right', () => {
    const words = chapters(entry('usage', '-4.74', {}, { run: RUN }));
    expect(words).toEqual([expect.stringMatching(/^The whole run/)]);
  });

  it('of a run that goes on say so', () => {
    const words = chapters(entry('usage', '-3.16', {}, { run: { ...RUN, ended_at: null } }));
    expect(words.at(-1)).toMatch(/^The run up to now/);
  });

  it('of money given back explain it, and multiply nothing', () => {
    const words = chapters(entry('usage', '0.000004', { key: 'run:run-1:end' }, { run: RUN }));
    expect(words).toHaveLength(2);
    expect(words[1]).toMatch(/^Written when the run ended/);
  });

  it('of a credit give the operator’s reason', () => {
    expect(chapters(entry('credit', '50'))).toEqual(['Reason given: for the outage']);
  });

  it('of a code name its batch, and the note where there is one', () => {
    const batch = {
      id: 'rb-1',
      amount: '20',
      count: 10,
      used: 3,
      expires_at: '2027-07-01T00:00:00Z',
      note: '',
    };
    expect(chapters(entry('redeem', '20', {}, { code_batch: batch }))[0]).toMatch(
      /^A code of batch rb-1: 10 codes/,
    );
    expect(chapters(entry('redeem', '20', {}, { code_batch: { ...batch, note: 'lab' } }))[0]).toMatch(
      /“lab”/,
    );
  });
});

describe('the arithmetic', () => {
  it('is exact beyond what a number can hold', () => {
    const run = { price_per_hour: '1000000', billable_ms: 31_536_000_000, amount: '8760000000' };
    expect(addsUp(run)).toBe(true);
    expect(addsUp({ ...run, amount: '8760000000.000001' })).toBe(false);
  });

  it('cuts and never rounds up', () => {
    expect(addsUp({ price_per_hour: '1.58', billable_ms: 3918, amount: '0.001719' })).toBe(true);
    expect(addsUp({ price_per_hour: '1.58', billable_ms: 3918, amount: '0.00172' })).toBe(false);
  });

  it('says how long an amount pays for', () => {
    expect(timeFor(1_580_000, 1_580_000)).toBe(3_600_000);
    expect(timeFor(1, 0)).toBe(0);
  });
});
