import { describe, expect, it } from 'vitest';

import { current, firstSteps, isOver, type Known } from './steps';

const NEW: Known = { balance: 0, keys: 0, instances: [], charged: false, connected: false };
const steps = (change: Partial<Known> = {}) => firstSteps({ ...NEW, ...change });
const done = (change: Partial<Known>) =>
  steps(change)
    .filter((step) => step.done)
    .map((step) => step.name);

describe('firstSteps', () => {
  it('begin with money', () => {
    expect(done({})).toEqual([]);
    expect(current(steps())).toBe('fund');
  });

  it('go on to renting, with or without a key', () => {
    expect(current(steps({ balance: 1 }))).toBe('rent');
    expect(done({ balance: 1, keys: 2 })).toEqual(['fund', 'key']);
  });

  it('end with the first connection', () => {
    const rented = { balance: 1, instances: [{ id: 'i-1' }] };
    expect(current(steps(rented))).toBe('connect');
    expect(isOver(steps({ ...rented, connected: true }))).toBe(true);
  });

  it('are over for whoever has been charged before, whatever is left now', () => {
    expect(isOver(steps({ charged: true }))).toBe(true);
    expect(current(steps({ charged: true }))).toBeNull();
  });

  it('do not take another account’s connection for one', () => {
    expect(done({ balance: 1, connected: true })).toEqual(['fund']);
  });
});
