import { describe, expect, it } from 'vitest';

import { anOffer } from './fixtures';
import { instead, nearest } from './nearest';

const kinds = (found: { kind: string }[]) => found.map((one) => one.kind);

describe('nearest', () => {
  it('has nothing to say when something matches', () => {
    expect(nearest([anOffer({ idle: 2 })], { count: 2 })).toEqual([]);
  });

  it('offers the most cards of the kind that one host has', () => {
    const offers = [anOffer({ host_name: 'a', idle: 1 }), anOffer({ host_name: 'b', idle: 3 })];
    const found = nearest(offers, { model: 'RTX 3090', count: 4 });
    expect(kinds(found)).toEqual(['fewer']);
    expect(found[0]?.wanted).toEqual({ model: 'RTX 3090', count: 3 });
    expect(found[0]?.offer.host_name).toBe('b');
  });

  it('offers the same cards in another region, before fewer and before other cards', () => {
    const offers = [
      anOffer({ host_name: 'a', idle: 1 }),
      anOffer({ host_name: 'b', region: 'south', idle: 4 }),
      anOffer({ host_name: 'c', model: 'RTX 4090', idle: 4, price_per_hour: '2.18' }),
    ];
    const found = nearest(offers, { region: 'north', model: 'RTX 3090', count: 2 });
    expect(kinds(found)).toEqual(['region', 'fewer', 'model']);
    expect(found[0]?.wanted).toEqual({ region: 'south', model: 'RTX 3090', count: 2 });
    expect(found[2]?.wanted).toEqual({ region: 'north', model: 'RTX 4090', count: 2 });
  });

  it('prefers other cards with enough memory, then those of a similar price', () => {
    const offers = [
      anOffer({ host_name: 'a', idle: 0 }),
      anOffer({ host_name: 'b', model: 'RTX 3080', memory_gb: 10, price_per_hour: '1.50' }),
      anOffer({ host_name: 'c', model: 'A100 80G', memory_gb: 80, price_per_hour: '6.98' }),
      anOffer({ host_name: 'd', model: 'RTX 4090', memory_gb: 24, price_per_hour: '2.18' }),
    ];
    const found = nearest(offers, { model: 'RTX 3090', count: 1 });
    expect(found.map((one) => one.offer.model)).toEqual(['RTX 4090', 'A100 80G', 'RTX 3080']);
  });

  it('names the cheapest of several hosts', () => {
    const offers = [
      anOffer({ host_name: 'a', idle: 0 }),
      anOffer({ host_name: 'b', model: 'RTX 4090', price_per_hour: '3' }),
      anOffer({ host_name: 'c', model: 'RTX 4090', price_per_hour: '2' }),
    ];
    expect(nearest(offers, { model: 'RTX 3090', count: 1 })[0]?.offer.host_name).toBe('c');
  });

  it('falls back to anything idle at all, and to nothing when nothing is', () => {
    const elsewhere = anOffer({ region: 'south', model: 'RTX 4090', idle: 2 });
    const found = nearest([elsewhere], { region: 'north', model: 'RTX 3090', count: 4 });
    expect(found).toEqual([
      { kind: 'any', wanted: { region: 'south', model: 'RTX 4090', count: 2 }, offer: elsewhere },
    ]);
    expect(nearest([anOffer({ idle: 0 })], { count: 1 })).toEqual([]);
    expect(nearest([], { count: 1 })).toEqual([]);
  });

  it('gives four at most', () => {
    const offers = ['A', 'B', 'C', 'D', 'E', 'F'].map((model) => anOffer({ model, host_name: model }));
    expect(nearest(offers, { model: 'Z', count: 1 })).toHaveLength(4);
  });
});

describe('instead', () => {
  const gone = anOffer({ host_name: 'a', idle: 1 });

  it('names other hosts with the same cards, near ones first, then fewer here', () => {
    const far = anOffer({ host_name: 'far', region: 'south', price_per_hour: '1' });
    const near = anOffer({ host_name: 'near', price_per_hour: '2' });
    const found = instead([gone, far, near], gone, 2);
    expect(found.map((one) => [one.kind, one.offer.host_name, one.wanted.count])).toEqual([
      ['host', 'near', 2],
      ['host', 'far', 2],
      ['fewer', 'a', 1],
    ]);
  });

  it('never names the host itself for what it cannot give, nor one that is gone altogether', () => {
    expect(instead([gone], gone, 2).map((one) => one.kind)).toEqual(['fewer']);
    expect(instead([], gone, 2)).toEqual([]);
  });

  it('names other cards when there are no more of these', () => {
    const other = anOffer({ host_name: 'b', model: 'RTX 4090' });
    expect(kinds(instead([{ ...gone, idle: 0 }, other], gone, 2))).toEqual(['model']);
  });
});
