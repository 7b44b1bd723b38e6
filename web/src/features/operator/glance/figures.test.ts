import { describe, expect, it } from 'vitest';

import { instanceStates, utcMidnight } from './figures';

describe('instances by state', () => {
  it('counts what runs and names the rest, trouble first', () => {
    expect(instanceStates({ stopped: 4, running: 7, failed: 1, starting: 2, odd: 1, releasing: 0 })).toEqual({
      running: 7,
      others: [
        ['failed', 1],
        ['starting', 2],
        ['stopped', 4],
        ['odd', 1],
      ],
    });
    expect(instanceStates({})).toEqual({ running: 0, others: [] });
  });
});

describe('the platform’s day', () => {
  it('begins at midnight UTC', () => {
    expect(utcMidnight(Date.parse('2026-11-24T22:33:00Z'))).toBe(Date.parse('2026-11-24T00:00:00Z'));
    expect(utcMidnight(Date.parse('2026-11-25T00:00:00Z'))).toBe(Date.parse('2026-11-25T00:00:00Z'));
  });
});
