import { beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { chooseLanguage, startLanguage } from '../../ui/language';
import { chargeWord, endWord, entryDescription, entryInstance, entryWord } from './words';

beforeAll(startLanguage);
beforeEach(() => chooseLanguage('zh'));

describe('entryWord', () => {
  it.each([
    ['credit', '10', '运营者充值'],
    ['redeem', '10', '兑换码'],
    ['usage', '-1.58', '使用费'],
    ['usage', '0.000001', '使用费退还'],
    ['debit', '-1', '运营者扣款'],
    ['gift', '1', 'gift'],
  ])('of a %s of %s is %s', (kind, amount, word) => {
    expect(entryWord({ kind, amount })).toBe(word);
  });
});

describe('chargeWord', () => {
  it.each([
    ['2 x RTX 3090', '2 × RTX 3090'],
    ['no cards', '无卡模式'],
    ['data disk +50 GB', '数据盘 +50 GB'],
    ['something new', 'something new'],
  ])('of %s is %s', (what, word) => {
    expect(chargeWord(what)).toBe(word);
  });

  it('follows the language', async () => {
    await chooseLanguage('en');
    expect(chargeWord('no cards')).toBe('no-GPU mode');
  });
});

describe('what an entry is about', () => {
  it('is an instance only for charges', () => {
    expect(entryInstance({ kind: 'usage', reference: 'i-1' })).toBe('i-1');
    expect(entryInstance({ kind: 'credit', reference: 'u-1' })).toBeNull();
    expect(entryInstance({ kind: 'usage', reference: '' })).toBeNull();
  });

  it('leaves an operator’s own words as they are', () => {
    expect(entryDescription({ kind: 'credit', description: 'no cards' })).toBe('no cards');
  });
});

describe('endWord', () => {
  const now = Date.parse('2026-07-01T00:00:00Z');
  it('has a clock for what is near and a year for what is far', () => {
    expect(endWord(now + 3_600_000, now)).toMatch(/\d\d:\d\d$/);
    expect(endWord(now + 400 * 86_400_000, now)).toMatch(/^2027年/);
  });
});
