import { describe, expect, it } from 'vitest';

import { Problem } from '../../../app/problem';
import { lastsMs, shortageOf } from './power';

describe('shortageOf', () => {
  const two = { count: 2, stock: { idle: 6, total: 8 } };

  it('sees none while enough cards are idle', () => {
    expect(shortageOf(two, null)).toBeNull();
  });

  it('knows beforehand from the stock', () => {
    expect(shortageOf({ count: 2, stock: { idle: 1, total: 8 } }, null)).toEqual({ asked: 2, idle: 1 });
  });

  it('believes a refusal more than the stock', () => {
    const refused = new Problem('market.sold_out', 409, '', { idle: 0, asked: 2 });
    expect(shortageOf(two, refused)).toEqual({ asked: 2, idle: 0 });
  });

  it('counts what the host has at all when it has not enough', () => {
    const refused = new Problem('market.too_many_cards', 409, '', { total: 1, asked: 2, model: 'RTX 3090' });
    expect(shortageOf(two, refused)).toEqual({ asked: 2, idle: 1 });
  });

  it('has nothing to say to other refusals', () => {
    expect(shortageOf(two, new Problem('wallet.insufficient', 409, ''))).toBeNull();
  });
});

describe('lastsMs', () => {
  it('divides the free balance by the price', () => {
    expect(lastsMs({ available: '3.16' }, '1.58')).toBe(2 * 3_600_000);
  });

  it('is never negative, and unknown for what is free', () => {
    expect(lastsMs({ available: '-1' }, '1.58')).toBe(0);
    expect(lastsMs({ available: '1' }, '0')).toBeNull();
  });
});
