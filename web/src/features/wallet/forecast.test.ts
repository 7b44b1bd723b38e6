import { describe, expect, it } from 'vitest';

import type { InstanceOut } from '../../api';
import { burners, outlook } from './forecast';

const HOUR = 3_600_000;
const RULES = { data_disk_free_gb: 50, data_disk_price_per_gb_day: '0.0066' };

function instance(id: string, price: string | null, diskGb = 50, paused = false): InstanceOut {
  const run = price === null ? null : { started_at: '', price_per_hour: price, owed: '0.00', paused };
  return { id, name: id, data_disk_gb: diskGb, run, started_at: '2026-07-01T00:00:00Z' } as InstanceOut;
}

describe('burners', () => {
  it('are runs by price, then disks beyond the free size', () => {
    const all = burners([instance('a', '1.58', 150), instance('b', '3.16')], 4_767_500, RULES);
    expect(all.map((one) => [one.key, one.rate])).toEqual([
      ['run:b', 3_160_000],
      ['run:a', 1_580_000],
      ['disk:a', 27_500],
    ]);
  });

  it('leave out what is off or not counted', () => {
    expect(burners([instance('off', null), instance('silent', '1.58', 50, true)], 0, RULES)).toEqual([]);
  });

  it('charge the disk of an instance that is off, but not of one that never ran', () => {
    const made = { ...instance('new', null, 150), started_at: null };
    expect(burners([instance('off', null, 150), made], 27_500, RULES).map((one) => one.key)).toEqual([
      'disk:off',
    ]);
  });

  it('own up to what they cannot explain', () => {
    const all = burners([instance('a', '1.58')], 2_000_000, undefined);
    expect(all.at(-1)).toMatchObject({ kind: 'rest', rate: 420_000 });
  });
});

describe('outlook', () => {
  const all = burners([instance('a', '1.00'), instance('b', '3.00')], 4_000_000, RULES);

  it('is what burns now when nothing is powered off', () => {
    expect(outlook(8_000_000, all)).toEqual({ burn: 4_000_000, lastsMs: 2 * HOUR });
  });

  it('gets longer with every power-off, and has no end when nothing is left', () => {
    expect(outlook(8_000_000, all, new Set(['run:b'])).lastsMs).toBe(8 * HOUR);
    expect(outlook(8_000_000, all, new Set(['run:a', 'run:b'])).lastsMs).toBeNull();
  });

  it('has ended already for an overdrawn wallet', () => {
    expect(outlook(-1, all).lastsMs).toBe(0);
  });
});
