import { describe, expect, it } from 'vitest';

import type { QuoteView, Wallet } from '../../api';
import { costOf, coverOf, upToCent } from './cost';

const quote: QuoteView = {
  host_id: 'host-a',
  model: 'RTX 3090',
  count: 2,
  price_per_hour: '3.16',
  list_price_per_hour: '3.16',
  disk_price_per_hour: '0.01375',
  data_disk_gb: 100,
  available: '86.30',
  required: '3.17375',
  sufficient: true,
};
const wallet: Wallet = {
  balance: '86.30',
  held: '0',
  owed: '0',
  available: '86.30',
  burn_per_hour: '0',
  runs_dry_at: null,
};
const HOUR = 3_600_000;

describe('costOf', () => {
  it('charges the disk beyond its free part by the day', () => {
    const cost = costOf(quote, 50, '0.0066');
    expect(cost).toEqual({
      perHour: 3_160_000,
      listPerHour: null,
      perDay: 76_170_000,
      extraGb: 50,
      diskPerDay: 330_000,
      required: 3_173_750,
    });
  });

  it('reckons with the hour while the rules are not known', () => {
    expect(costOf(quote, 50, null).diskPerDay).toBe(330_000);
  });

  it('shows the price before a discount only where there is one', () => {
    expect(costOf({ ...quote, list_price_per_hour: '4' }, 50, null).listPerHour).toBe(4_000_000);
  });

  it('charges nothing for a disk of the free size', () => {
    const cost = costOf({ ...quote, data_disk_gb: 50, disk_price_per_hour: '0' }, 50, '0.0066');
    expect([cost.extraGb, cost.diskPerDay]).toEqual([0, 0]);
  });
});

describe('coverOf', () => {
  it('lasts as long as this one and what runs already let it', () => {
    const alone = coverOf(quote, wallet, 0, 0);
    expect(alone.sufficient).toBe(true);
    expect(alone.lastsMs).toBe(Math.floor((86_300_000 * HOUR) / 3_173_750));
    const beside = coverOf(quote, { ...wallet, burn_per_hour: '1.58' }, 0, 0);
    expect(beside.lastsMs).toBe(Math.floor((86_300_000 * HOUR) / 4_753_750));
  });

  it('keeps one more hour for what runs already, as the order does', () => {
    const tight = { ...wallet, available: '4.00', burn_per_hour: '1.58' };
    expect(coverOf(quote, tight, 0, 0)).toMatchObject({
      sufficient: false,
      missing: 760_000,
      reserved: 1_580_000,
    });
  });

  it('counts down while one looks', () => {
    const running = { ...wallet, available: '6.00', burn_per_hour: '2' };
    expect(coverOf(quote, running, 0, 0).sufficient).toBe(true);
    expect(coverOf(quote, running, 0, HOUR).sufficient).toBe(false);
  });

  it('says what is missing so that paying it is enough', () => {
    expect(upToCent(3_173_750)).toBe(3_180_000);
    expect(upToCent(3_170_000)).toBe(3_170_000);
    expect(coverOf(quote, { ...wallet, available: '0' }, 0, 0).missing).toBe(3_180_000);
  });

  it('never ends where it costs nothing', () => {
    const free = { ...quote, price_per_hour: '0', required: '0' };
    expect(coverOf(free, wallet, 0, 0).lastsMs).toBeNull();
  });
});
