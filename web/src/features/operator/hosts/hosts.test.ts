import { describe, expect, it } from 'vitest';

import { card, host } from './fixtures';
import {
  cardState,
  groupsOf,
  holdersOf,
  hostOf,
  isInTrouble,
  matches,
  obstacleOf,
  passes,
  poolPercent,
  reserveOf,
  standingOf,
} from './hosts';

const NOW = Date.parse('2026-11-24T12:00:00Z');
const GONE = '2026-11-24T09:00:00Z';

describe('a card', () => {
  it('is in one state only, rented before all else', () => {
    expect(cardState(card())).toBe('idle');
    expect(cardState(card({ cordoned: true }))).toBe('cordoned');
    expect(cardState(card({ cordoned: true, fault: 'x' }))).toBe('faulty');
    expect(cardState(card({ missing_since: GONE, fault: 'x' }))).toBe('missing');
    expect(cardState(card({ missing_since: GONE, fault: 'x', cordoned: true, instance_id: 'i-1' }))).toBe(
      'rented',
    );
  });
});

describe('the cards of a host', () => {
  const cards = [
    card({ id: 'a', instance_id: 'i-1' }),
    card({ id: 'b', model: 'A100 80G', memory_gb: 80, simulated: true, instance_id: 'i-2' }),
    card({ id: 'c', instance_id: 'i-2' }),
    card({ id: 'd', cordoned: true, simulated: true }),
  ];

  it('are counted by model', () => {
    const groups = groupsOf(cards);
    expect(groups.map((group) => [group.model, group.memoryGb, group.simulated, group.cards.length])).toEqual(
      [
        ['A100 80G', 80, true, 1],
        ['RTX 3090', 24, false, 3],
      ],
    );
    expect(groups[1]?.counts).toEqual({ rented: 2, idle: 0, cordoned: 1, faulty: 0, missing: 0 });
  });

  it('are held by instances, whoever has most first', () => {
    expect(holdersOf(cards)).toEqual([
      ['i-2', 2],
      ['i-1', 1],
    ]);
  });
});

describe('how a host stands', () => {
  it('is its worst trouble', () => {
    expect(standingOf(host(), NOW)).toBe('open');
    expect(standingOf(host({ state: 'draining' }), NOW)).toBe('draining');
    expect(standingOf(host({ state: 'closed', fault: 'x' }), NOW)).toBe('fault');
    expect(standingOf(host({ reachable: false, fault: 'x' }), NOW)).toBe('unreachable');
  });

  it('is over at the very moment until which it may be rented', () => {
    const until = new Date(NOW).toISOString();
    expect(standingOf(host({ rentable_until: until }), NOW - 1)).toBe('open');
    expect(standingOf(host({ rentable_until: until }), NOW)).toBe('expired');
    expect(standingOf(host({ rentable_until: until, state: 'closed' }), NOW)).toBe('closed');
  });
});

describe('why an open host is not on the market', () => {
  const rules = { priced: new Set(['RTX 3090']), poolReserve: 10 };

  it('is said', () => {
    expect(obstacleOf(host(), rules)).toBeNull();
    expect(obstacleOf(host({ cards: [] }), rules)).toBe('no_cards');
    expect(obstacleOf(host({ cards: [card({ model: 'H100' })] }), rules)).toBe('no_price');
    expect(obstacleOf(host({ pool: { driver: 'btrfs', total_gb: 1000, free_gb: 99.9 } }), rules)).toBe(
      'no_space',
    );
  });

  it('is not guessed while prices and settings are not known', () => {
    const unknown = { priced: null, poolReserve: null };
    expect(obstacleOf(host({ pool: { driver: 'btrfs', total_gb: 1000, free_gb: 1 } }), unknown)).toBeNull();
  });

  it('knows the reserve from the settings in force', () => {
    expect(reserveOf([{ name: 'ZUKA_INSTANCES__POOL_RESERVE_PERCENT', value: 10 }])).toBe(10);
    expect(reserveOf([])).toBeNull();
  });
});

describe('a pool', () => {
  it('is as full as it is', () => {
    expect(poolPercent({ driver: 'btrfs', total_gb: 1000, free_gb: 400 })).toBe(60);
    expect(poolPercent({ driver: '', total_gb: 0, free_gb: 0 })).toBe(0);
  });
});

describe('looking for hosts', () => {
  const broken = host({ id: 'host-2', cards: [card({ id: 'card-9', fault: 'x', instance_id: 'i-7' })] });

  it('finds them by anything that is known of them', () => {
    expect(matches(host({ tags: ['Rack 3'] }), 'rack GPU-01 3090')).toBe(true);
    expect(matches(broken, 'i-7')).toBe(true);
    expect(matches(host(), 'rack')).toBe(false);
    expect(matches(host(), '')).toBe(true);
  });

  it('tells those in trouble, be it by a card that is rented', () => {
    expect(isInTrouble(broken, NOW)).toBe(true);
    expect(isInTrouble(host(), NOW)).toBe(false);
    expect(passes(broken, 'trouble', NOW)).toBe(true);
    expect(passes(broken, 'open', NOW)).toBe(true);
    expect(passes(broken, 'closed', NOW)).toBe(false);
  });

  it('finds the one that an address points at', () => {
    expect(hostOf([host(), broken], 'host-2')?.id).toBe('host-2');
    expect(hostOf([host(), broken], 'card-9')?.id).toBe('host-2');
    expect(hostOf([host()], '')).toBeUndefined();
  });
});
