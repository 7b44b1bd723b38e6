import { describe, expect, it } from 'vitest';

import { anInstance } from './fixtures';
import { isNearlyFull, stockLevel } from './model';
import { isName, isPassword, isPort } from './names';
import { shareOf } from './share';

describe('stockLevel', () => {
  it.each([
    [{ idle: 0, total: 8 }, 1, 'short'],
    [{ idle: 1, total: 8 }, 2, 'short'],
    [{ idle: 1, total: 8 }, 1, 'tight'],
    [{ idle: 2, total: 8 }, 1, 'tight'],
    [{ idle: 3, total: 8 }, 1, 'plenty'],
    [{ idle: 3, total: 8 }, 2, 'tight'],
    [{ idle: 8, total: 8 }, 4, 'plenty'],
  ] as const)('of %o for %i is %s', (stock, count, level) => {
    expect(stockLevel(stock, count)).toBe(level);
  });
});

describe('isNearlyFull', () => {
  it('warns above 85 percent', () => {
    expect(isNearlyFull(25.5 * 1024 ** 3, 30)).toBe(false);
    expect(isNearlyFull(25.6 * 1024 ** 3, 30)).toBe(true);
    expect(isNearlyFull(1, 0)).toBe(false);
  });
});

describe('the rules of forms', () => {
  it.each(['a', '训练 7', 'train_1.b-c', 'x'.repeat(40)])('take the name %s', (name) => {
    expect(isName(name)).toBe(true);
  });

  it.each(['', '   ', 'a/b', 'x'.repeat(41), 'a\nb'])('refuse the name %j', (name) => {
    expect(isName(name)).toBe(false);
  });

  it('want 8 to 64 printable characters of a password', () => {
    expect(isPassword('12345678')).toBe(true);
    expect(isPassword('1234567')).toBe(false);
    expect(isPassword('密码密码密码密码')).toBe(false);
    expect(isPassword('x'.repeat(65))).toBe(false);
  });

  it('want a port', () => {
    expect([isPort(1), isPort(65535), isPort(0), isPort(65536), isPort(null), isPort(1.5)]).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});

describe('shareOf', () => {
  const offer = {
    host_id: 'host-1',
    model: 'RTX 3090',
    cpu_per_card: 7,
    ram_gb_per_card: 32,
  } as Parameters<typeof shareOf>[1][number];

  it('is what comes with each card, for all its cards', () => {
    expect(shareOf(anInstance(), [offer])).toEqual({ threads: 14, memoryGb: 64 });
  });

  it('is not known without an offer of that host, nor without cards', () => {
    expect(shareOf(anInstance(), [])).toBeNull();
    expect(shareOf(anInstance({ mode: 'no_cards' }), [offer])).toBeNull();
  });
});
