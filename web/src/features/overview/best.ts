/** Where one click leads to for each card model. Pure. */
import type { OfferView } from '../../api';
import { micros } from '../../ui/format';

/** The cheapest host that has an idle card of `model`, of those the one with the most; null when none has. */
export function bestOffer(offers: OfferView[], model: string): OfferView | null {
  const [best] = offers
    .filter((one) => one.model === model && one.idle > 0)
    .sort(
      (a, b) =>
        micros(a.price_per_hour) - micros(b.price_per_hour) ||
        b.idle - a.idle ||
        a.host_name.localeCompare(b.host_name),
    );
  return best ?? null;
}
