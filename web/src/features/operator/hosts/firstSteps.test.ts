import { describe, expect, it } from 'vitest';

import type { AdminImageView } from '../../../api';
import { firstSteps, progressOf } from './firstSteps';
import { host } from './fixtures';

const image = (change: Partial<AdminImageView>) =>
  ({ state: 'unbuilt', published: false, ...change }) as AdminImageView;
const prices = [{ model: 'RTX 3090', price_per_hour: '1.58', discount_percent: 0 }];
const done = (...given: Parameters<typeof firstSteps>) => firstSteps(...given).map((step) => step.done);

describe('the first steps', () => {
  it('are all open on a bare platform', () => {
    expect(done([], [], [])).toEqual([false, false, false, false]);
    expect(done([host({ cards: [], state: 'closed' })], prices, [])).toEqual([false, false, false, false]);
  });

  it('tick themselves from what there is', () => {
    const closed = host({ state: 'closed' });
    expect(done([closed], [], [image({})])).toEqual([true, false, false, false]);
    expect(done([closed], prices, [image({ state: 'ready' })])).toEqual([true, true, false, false]);
    expect(done([host()], prices, [image({ state: 'ready', published: true })])).toEqual([
      true,
      true,
      true,
      true,
    ]);
  });

  it('name the next one', () => {
    expect(progressOf(firstSteps([host()], [], []))).toEqual({ done: 2, next: 'prices' });
    expect(
      progressOf(firstSteps([host()], prices, [image({ state: 'ready', published: true })])).next,
    ).toBeNull();
  });
});
