import { beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { chooseLanguage, startLanguage } from '../../../ui/language';
import { actWord, detailsOf, targetOf } from './words';

beforeAll(startLanguage);
beforeEach(() => chooseLanguage('en'));

const entry = (action: string, facts: Record<string, unknown>, target = 'u-1') => ({ action, facts, target });
const told = (action: string, facts: Record<string, unknown>) =>
  detailsOf(entry(action, facts)).map(({ name, words }) => `${name}: ${words}`);

describe('what was done', () => {
  it('has a word in both languages, and its own name otherwise', async () => {
    expect(actWord('wallet.credit')).toBe('Credit');
    expect(actWord('new.act')).toBe('new.act');
    await chooseLanguage('zh');
    expect(actWord('wallet.credit')).toBe('充值');
  });
});

describe('facts', () => {
  it('show money exactly, and keep an operator’s own words', () => {
    expect(told('wallet.credit', { amount: '86.000001', reason: 'operator', entry: 'ent-1' })).toEqual([
      'amount: ¥86.000001',
      'reason: operator',
    ]);
  });

  it('leave out what says nothing', () => {
    expect(told('instance.stop', { name: 'old', reason: 'renter', force: false })).toEqual([]);
    expect(told('instance.stop', { name: 'old', reason: 'operator', force: true })).toEqual([
      'by force: yes',
    ]);
    expect(told('instance.stop', { name: 'old', reason: 'arrears' })).toEqual(['reason: balance used up']);
  });

  it('show prices, percentages and lists as people read them', () => {
    expect(told('price.set', { list_price_micros: 1_580_000, discount_percent: 5 })).toEqual([
      'list price: ¥1.58/h',
      'discount: 5%',
    ]);
    expect(told('token.make', { scopes: ['read', 'rent'] })).toEqual(['scopes: read, rent']);
  });

  it('come as they are when they are not known, or have another shape', () => {
    expect(told('some.thing', { colour: 'red', depth: { a: 1 } })).toEqual(['colour: red', 'depth: {"a":1}']);
    expect(told('wallet.credit', { amount: 'lots' })).toEqual(['amount: lots']);
  });
});

describe('what was acted on', () => {
  it.each([
    ['u-1', {}, 'user', null],
    ['i-1', { name: 'train' }, 'instance', 'train'],
    ['host-1', { host: 'gpu-01', state: 'open' }, 'host', 'gpu-01'],
    ['card-1', { model: 'RTX 3090' }, 'host', 'RTX 3090'],
    ['rb-1', {}, 'codes', null],
    ['RTX 3090', { list_price_micros: 1 }, 'other', null],
  ])('%s is known by its id', (target, facts, kind, name) => {
    expect(targetOf(entry('x.y', facts, target))).toEqual({ kind, id: target, name });
  });
});
