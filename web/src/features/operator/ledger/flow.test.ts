import { beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { chooseLanguage, startLanguage } from '../../../ui/language';
import { accountWord, flowOf, sideWord, walletOf } from './flow';

beforeAll(startLanguage);
beforeEach(() => chooseLanguage('zh'));

const wallet = (amount: string) => ({ account: 'wallet:u-1', user_id: 'u-1', user_name: 'lin', amount });
const own = (account: string, amount: string) => ({ account, user_id: null, user_name: null, amount });

describe('where money went', () => {
  it('is from the negative side to the positive one, whatever order they come in', () => {
    const charge = flowOf([own('income:usage', '1.58'), wallet('-1.58')]);
    expect([charge.from[0]?.account, charge.to[0]?.account, charge.amount]).toEqual([
      'wallet:u-1',
      'income:usage',
      1_580_000,
    ]);
    const back = flowOf([own('income:usage', '-0.000001'), wallet('0.000001')]);
    expect([back.from[0]?.account, back.to[0]?.account, back.amount]).toEqual([
      'income:usage',
      'wallet:u-1',
      1,
    ]);
  });

  it('may have several accounts on a side, the largest first', () => {
    const { from, to, balances } = flowOf([own('a', '-1'), own('b', '-2'), own('c', '3')]);
    expect(from.map((side) => side.account)).toEqual(['b', 'a']);
    expect(to).toHaveLength(1);
    expect(balances).toBe(true);
  });

  it('shows an entry that does not add up for what it is', () => {
    expect(flowOf([wallet('-1'), own('income:usage', '0.999999')]).balances).toBe(false);
    expect(flowOf([]).balances).toBe(true);
  });
});

describe('the name of an account', () => {
  it('is its owner’s, or the platform’s word', () => {
    expect(sideWord(wallet('1'))).toBe('lin 的钱包');
    expect(accountWord(wallet('1'))).toBeNull();
    expect(accountWord(own('source:redeem_codes', '1'))).toBe('兑换码');
    expect(accountWord(own('source:gifts', '1'))).toBe('source:gifts');
  });
});

it('the wallet of an entry is found on either side', () => {
  expect(walletOf([own('income:usage', '1'), wallet('-1')])?.user_name).toBe('lin');
  expect(walletOf([own('a', '1'), own('b', '-1')])).toBeUndefined();
});
