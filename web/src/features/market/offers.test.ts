import { describe, expect, it } from 'vitest';

import { anOffer } from './fixtures';
import { arranged, countChoices, matching, modelsOf, regionsOf } from './offers';

const names = (offers: { host_name: string }[]) => offers.map((offer) => offer.host_name);

describe('arranged', () => {
  const dear = anOffer({ host_name: 'dear', price_per_hour: '10', idle: 8, memory_gb: 80 });
  const cheap = anOffer({ host_name: 'cheap', price_per_hour: '2', idle: 2 });
  const full = anOffer({ host_name: 'full', price_per_hour: '1', idle: 0 });

  it('sorts by price as a number, not as text', () => {
    expect(names(arranged([dear, cheap], 1, 'price'))).toEqual(['cheap', 'dear']);
  });

  it('puts what cannot give the wished cards last, whatever it costs', () => {
    expect(names(arranged([full, dear, cheap], 1, 'price'))).toEqual(['cheap', 'dear', 'full']);
    expect(names(arranged([full, dear, cheap], 4, 'price'))).toEqual(['dear', 'full', 'cheap']);
  });

  it('sorts by idle cards and by memory, most first', () => {
    expect(names(arranged([cheap, dear], 1, 'idle'))).toEqual(['dear', 'cheap']);
    expect(names(arranged([cheap, dear], 1, 'memory'))).toEqual(['dear', 'cheap']);
  });

  it('counts the numbers in names and does not move rows of one price when an idle card is taken', () => {
    const ten = anOffer({ host_name: 'host-10', idle: 8 });
    const two = anOffer({ host_name: 'host-2', idle: 3 });
    expect(names(arranged([ten, two], 1, 'price'))).toEqual(['host-2', 'host-10']);
    expect(names(arranged([{ ...ten, idle: 1 }, two], 1, 'price'))).toEqual(['host-2', 'host-10']);
  });
});

describe('the filters', () => {
  const offers = [
    anOffer({ host_name: 'a', idle: 1, total: 8 }),
    anOffer({ host_name: 'a', model: 'A100 80G', memory_gb: 80, idle: 0, total: 5 }),
    anOffer({ host_name: 'b', region: 'south', idle: 3, total: 4 }),
  ];

  it('match region and model', () => {
    expect(matching(offers, {})).toHaveLength(3);
    expect(names(matching(offers, { region: 'south', model: 'RTX 3090' }))).toEqual(['b']);
  });

  it('add up the cards of each model', () => {
    expect(modelsOf(offers)).toEqual([
      { model: 'A100 80G', memoryGb: 80, idle: 0, total: 5 },
      { model: 'RTX 3090', memoryGb: 24, idle: 4, total: 12 },
    ]);
    expect(regionsOf(offers)).toEqual(['north', 'south']);
  });

  it('offer no more cards than one host has, and always the chosen number', () => {
    expect(countChoices(offers, 1)).toEqual([1, 2, 3, 4, 6, 8]);
    expect(countChoices(matching(offers, { model: 'A100 80G' }), 1)).toEqual([1, 2, 3, 4, 5]);
    expect(countChoices(matching(offers, { region: 'south' }), 7)).toEqual([1, 2, 3, 4, 7]);
    expect(countChoices([], 1)).toEqual([1]);
  });
});
