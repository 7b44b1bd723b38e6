import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { aSession } from './fixtures';
import { canRetry, Reviver } from './revive';

const lost = aSession({ state: 'lost', failure: { code: 'workbench.connection_lost', detail: '' } });

describe('bringing a lost session back', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  function made() {
    const tried: string[] = [];
    let planned: Record<string, number> = {};
    const reviver = new Reviver(
      (id) => {
        tried.push(id);
        return Promise.reject(new Error('still away'));
      },
      (retryAt) => (planned = retryAt),
    );
    return { reviver, tried, planned: () => planned };
  }

  it('tries soon, then ever more rarely', async () => {
    const { reviver, tried } = made();
    const waits: number[] = [];
    let last = Date.now();
    for (let turn = 0; turn < 7; turn += 1) {
      reviver.watch([lost], true);
      const before = tried.length;
      while (tried.length === before) await vi.advanceTimersByTimeAsync(500);
      waits.push(Date.now() - last);
      last = Date.now();
    }
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  });

  it('starts again from the beginning once it is back', async () => {
    const { reviver, tried, planned } = made();
    reviver.watch([lost], true);
    await vi.advanceTimersByTimeAsync(1_000);
    reviver.watch([aSession()], true);
    reviver.watch([lost], true);
    expect(planned()[lost.id]).toBe(Date.now() + 1_000);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(tried).toHaveLength(2);
  });

  it('waits while nobody looks', async () => {
    const { reviver, tried, planned } = made();
    reviver.watch([lost], true);
    reviver.watch([lost], false);
    await vi.advanceTimersByTimeAsync(60_000);
    expect([tried, planned()]).toEqual([[], {}]);
    reviver.watch([lost], true);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(tried).toEqual([lost.id]);
  });

  it('leaves to a person what only a person can mend, who may try at once', async () => {
    const { reviver, tried } = made();
    const refused = { ...lost, failure: { code: 'workbench.auth_failed', detail: '' } };
    expect([canRetry(lost), canRetry(refused)]).toEqual([true, false]);
    reviver.watch([refused], true);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(tried).toEqual([]);
    reviver.hurry(refused.id);
    expect(tried).toEqual([refused.id]);
  });
});
