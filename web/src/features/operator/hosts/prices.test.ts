import { describe, expect, it } from 'vitest';

import { card, host } from './fixtures';
import { discountProblem, draftOf, isChanged, netOf, priceProblem, priceRows } from './prices';

const price = (model: string, yuan: string, discount = 0) => ({
  model,
  price_per_hour: yuan,
  discount_percent: discount,
});

describe('the rows', () => {
  const hosts = [
    host({ cards: [card(), card(), card({ model: 'H100 80G', memory_gb: 80 })] }),
    host({ cards: [card({ simulated: true })] }),
  ];
  const rows = priceRows(hosts, [price('RTX 3090', '1.58'), price('RTX 4090', '2.18')]);

  it('have what is not priced first, then what there is most of', () => {
    expect(rows.map((row) => [row.model, row.cards, row.hosts, row.price !== null])).toEqual([
      ['H100 80G', 1, 1, false],
      ['RTX 3090', 3, 2, true],
      ['RTX 4090', 0, 0, true],
    ]);
  });

  it('know what the cards say of themselves', () => {
    expect(rows[1]).toMatchObject({ memoryGb: 24, simulated: true });
    expect(rows[2]?.memoryGb).toBeNull();
  });
});

describe('a price', () => {
  it.each([
    ['', 'needed'],
    ['  ', 'needed'],
    ['1,58', 'malformed'],
    ['-1', 'malformed'],
    ['1.', 'malformed'],
    ['.5', 'malformed'],
    ['1e3', 'malformed'],
    ['¥1.58', 'malformed'],
    ['1.1234567', 'decimals'],
    ['1000000001', 'too_large'],
    ['1000000000', null],
    ['0', null],
    [' 1.58 ', null],
    ['0.000001', null],
  ])('typed as %j is %j', (typed, problem) => {
    expect(priceProblem(typed)).toBe(problem);
  });
});

describe('a discount', () => {
  it.each([
    ['', null],
    ['0', null],
    ['100', null],
    ['101', 'range'],
    ['1.5', 'malformed'],
    ['-5', 'malformed'],
    ['ten', 'malformed'],
  ])('typed as %j is %j', (typed, problem) => {
    expect(discountProblem(typed)).toBe(problem);
  });
});

describe('what a renter pays', () => {
  it('is cut and never rounded up, as the platform does it', () => {
    expect(netOf({ price: '1.58', discount: '15' })).toBe(1_343_000);
    expect(netOf({ price: '0.000001', discount: '1' })).toBe(0);
    expect(netOf({ price: '1000000000', discount: '1' })).toBe(990_000_000_000_000);
    expect(netOf({ price: '2.18', discount: '' })).toBe(2_180_000);
    expect(netOf({ price: '2.18', discount: '100' })).toBe(0);
  });

  it('is not said of what is no price', () => {
    expect(netOf({ price: '', discount: '0' })).toBeNull();
    expect(netOf({ price: '1', discount: '200' })).toBeNull();
  });
});

describe('a draft', () => {
  it('has changed only when it means something else', () => {
    const kept = price('RTX 3090', '1.58', 10);
    expect(isChanged(draftOf(kept), kept)).toBe(false);
    expect(isChanged({ price: '1.580', discount: '10' }, kept)).toBe(false);
    expect(isChanged({ price: '1.58', discount: '11' }, kept)).toBe(true);
    expect(isChanged({ price: '', discount: '10' }, kept)).toBe(true);
  });

  it('of a model without a price has changed once one is typed', () => {
    expect(isChanged(draftOf(null), null)).toBe(false);
    expect(isChanged({ price: '1', discount: '0' }, null)).toBe(true);
  });
});
