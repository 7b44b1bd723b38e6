import { describe, expect, it, vi } from 'vitest';

import { inRounds } from './refreshing';

/** A fetch that ends when it is told to. */
function slow() {
  const rounds: string[][] = [];
  const ends: (() => void)[] = [];
  const fetch = (ids: string[]) => {
    rounds.push(ids);
    return new Promise<void>((end) => ends.push(end));
  };
  const finish = async () => {
    ends.shift()?.();
    await new Promise((turn) => setTimeout(turn));
  };
  return { rounds, fetch, finish };
}

describe('rounds', () => {
  it('begin at once, and gather what comes meanwhile into one more', async () => {
    const { rounds, fetch, finish } = slow();
    const soon = inRounds(fetch);
    soon('getWallet');
    soon('listInstances');
    soon('listInstances', 'getWallet');
    expect(rounds).toEqual([['getWallet']]);
    await finish();
    expect(rounds).toEqual([['getWallet'], ['listInstances', 'getWallet']]);
    await finish();
    expect(rounds).toHaveLength(2);
  });

  it('do not wait for ever for an answer that does not come', async () => {
    vi.useFakeTimers();
    try {
      const { rounds, fetch } = slow();
      const soon = inRounds(fetch);
      soon('getWallet');
      soon('listInstances');
      await vi.advanceTimersByTimeAsync(3_000);
      expect(rounds).toEqual([['getWallet'], ['listInstances']]);
    } finally {
      vi.useRealTimers();
    }
  });

  it('go on after one that failed', async () => {
    let calls = 0;
    const soon = inRounds(() => {
      calls += 1;
      return Promise.reject(new Error('unreachable'));
    });
    soon('getWallet');
    await new Promise((turn) => setTimeout(turn));
    soon('getWallet');
    await new Promise((turn) => setTimeout(turn));
    expect(calls).toBe(2);
  });
});
