/** The CPU and memory that come with an instance's cards, as far as the market knows its host. */
import type { OfferView } from '../../api';
import type { Instance } from './model';

export interface Share {
  threads: number;
  memoryGb: number;
}

export function shareOf(
  instance: Pick<Instance, 'host_id' | 'model' | 'count' | 'mode'>,
  offers: OfferView[],
): Share | null {
  // A boot without cards has the same small share everywhere, which is said in its own words.
  if (instance.mode === 'no_cards') return null;
  const offer = offers.find((one) => one.host_id === instance.host_id && one.model === instance.model);
  if (offer === undefined) return null;
  return {
    threads: offer.cpu_per_card * instance.count,
    memoryGb: offer.ram_gb_per_card * instance.count,
  };
}
