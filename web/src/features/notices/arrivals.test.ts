import { describe, expect, it } from 'vitest';

import type { Notice } from '../../api';
import { arrivals, byDay, firstLook } from './arrivals';

function notice(id: string, at: string, read = false): Notice {
  const moment = new Date(at).toISOString();
  return {
    id,
    kind: 'retention',
    subject: 'i-1',
    facts: {},
    created_at: moment,
    read_at: read ? moment : null,
  };
}

const EARLY = notice('a', '2026-07-01T09:00');
const LATE = notice('b', '2026-07-01T10:00');

describe('arrivals', () => {
  it('are nothing at the first look', () => {
    expect(arrivals(firstLook([LATE, EARLY]), [LATE, EARLY]).fresh).toEqual([]);
  });

  it('are told once, oldest first', () => {
    const first = arrivals(firstLook([]), [LATE, EARLY]);
    expect(first.fresh.map((one) => one.id)).toEqual(['a', 'b']);
    expect(arrivals(first.seen, [LATE, EARLY]).fresh).toEqual([]);
  });

  it('leave out what was read elsewhere, and remember it', () => {
    const read = notice('c', '2026-07-01T11:00', true);
    const first = arrivals(firstLook([LATE]), [read, LATE]);
    expect(first.fresh).toEqual([]);
    expect(first.seen.ids.has('c')).toBe(true);
  });

  it('leave out older ones that move up when newer ones are read', () => {
    expect(arrivals(firstLook([LATE]), [LATE, EARLY]).fresh).toEqual([]);
  });

  it('come one after the other', () => {
    const { seen } = arrivals(firstLook([EARLY]), [LATE, EARLY]);
    const next = notice('d', '2026-07-01T12:00');
    expect(arrivals(seen, [next, LATE, EARLY]).fresh).toEqual([next]);
  });
});

describe('byDay', () => {
  it('groups by the calendar, newest first', () => {
    const days = byDay([EARLY, notice('x', '2026-06-30T23:59'), LATE]);
    expect(days.map((one) => [one.day, one.notices.map((each) => each.id)])).toEqual([
      ['2026-07-01', ['b', 'a']],
      ['2026-06-30', ['x']],
    ]);
  });

  it('of nothing is nothing', () => expect(byDay([])).toEqual([]));
});
