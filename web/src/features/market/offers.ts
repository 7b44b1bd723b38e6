/** What the market page shows of all offers: which match, in which order, and what the filters can offer. */
import type { OfferView } from '../../api';
import type { Sort } from '../../routes/search';
import { micros } from '../../ui/format';

export interface Where {
  region?: string;
  model?: string;
}

export interface Wanted extends Where {
  count: number;
}

/** One card model over all offers of a region, or of all. */
export interface ModelStock {
  model: string;
  memoryGb: number;
  idle: number;
  total: number;
}

export function serves(offer: OfferView, count: number): boolean {
  return offer.idle >= count;
}

export function matching(offers: OfferView[], { region, model }: Where): OfferView[] {
  return offers.filter(
    (offer) =>
      (region === undefined || offer.region === region) && (model === undefined || offer.model === model),
  );
}

/** A sort key per offer, smaller first. Idle cards are left out of most of them: rows must not move while one reads. */
const KEYS: Record<Sort, (offer: OfferView) => number[]> = {
  price: (offer) => [micros(offer.price_per_hour), -offer.memory_gb],
  idle: (offer) => [-offer.idle, micros(offer.price_per_hour)],
  memory: (offer) => [-offer.memory_gb, micros(offer.price_per_hour)],
};

function compared(left: number[], right: number[]): number {
  for (const [place, value] of left.entries()) {
    const difference = value - (right[place] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** In the wanted order; what cannot give `count` cards now comes last. */
export function arranged(offers: OfferView[], count: number, sort: Sort): OfferView[] {
  return offers
    .map((offer) => ({
      offer,
      key: [serves(offer, count) ? 0 : 1, ...KEYS[sort](offer)],
      name: `${offer.region} ${offer.host_name} ${offer.model}`,
    }))
    .sort((left, right) => compared(left.key, right.key) || byName.compare(left.name, right.name))
    .map(({ offer }) => offer);
}

/** "host-2" before "host-10". */
const byName = new Intl.Collator('en', { numeric: true });

export function modelsOf(offers: OfferView[]): ModelStock[] {
  const models = new Map<string, ModelStock>();
  for (const offer of offers) {
    const known = models.get(offer.model) ?? { model: offer.model, memoryGb: 0, idle: 0, total: 0 };
    models.set(offer.model, {
      model: offer.model,
      memoryGb: Math.max(known.memoryGb, offer.memory_gb),
      idle: known.idle + offer.idle,
      total: known.total + offer.total,
    });
  }
  return [...models.values()].sort((left, right) => byName.compare(left.model, right.model));
}

export function regionsOf(offers: OfferView[]): string[] {
  return [...new Set(offers.map((offer) => offer.region))].sort((left, right) => byName.compare(left, right));
}

const USUAL = [1, 2, 3, 4, 6, 8, 10, 12, 16];

/** The counts worth a button: the usual ones up to the largest host, that host's own, and what is chosen already. */
export function countChoices(offers: OfferView[], chosen: number): number[] {
  const most = Math.max(1, ...offers.map((offer) => offer.total));
  const shown = USUAL.filter((count) => count <= most);
  return [...new Set([...shown, most, chosen])].sort((left, right) => left - right);
}
