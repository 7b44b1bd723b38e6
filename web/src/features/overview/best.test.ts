import { describe, expect, it } from 'vitest';

import type { OfferView } from '../../api';
import { bestOffer } from './best';

const offer = (host: string, idle: number, price: string, model = 'RTX 3090') =>
  ({ host_id: host, host_name: host, model, idle, price_per_hour: price }) as OfferView;

describe('bestOffer', () => {
  it('is the cheapest that has one, then the one with the most', () => {
    const offers = [offer('a', 8, '2'), offer('b', 0, '1'), offer('c', 1, '1.5'), offer('d', 4, '1.50')];
    expect(bestOffer(offers, 'RTX 3090')?.host_id).toBe('d');
  });

  it('is none where nothing is idle, or there is no such card', () => {
    expect(bestOffer([offer('a', 0, '1')], 'RTX 3090')).toBeNull();
    expect(bestOffer([offer('a', 1, '1')], 'A100')).toBeNull();
  });
});
