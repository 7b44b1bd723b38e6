/** What comes closest when nothing idle matches: fewer of the same cards, the same elsewhere, or other cards. */
import type { OfferView } from '../../api';
import { micros } from '../../ui/format';
import { matching, serves, type Wanted } from './offers';

export interface Suggestion {
  /** Which wish is given up. */
  kind: 'host' | 'fewer' | 'region' | 'model' | 'any';
  /** The filters that lead there. */
  wanted: Wanted;
  /** The cheapest offer that these filters find. */
  offer: OfferView;
}

const MOST = 4;

function cheapest(offers: OfferView[]): OfferView | undefined {
  return offers.reduce<OfferView | undefined>(
    (best, offer) =>
      best === undefined || micros(offer.price_per_hour) < micros(best.price_per_hour) ? offer : best,
    undefined,
  );
}

/** The most cards of the same kind that one host has idle. */
function fewer(offers: OfferView[], wanted: Wanted): Suggestion[] {
  const here = matching(offers, wanted).filter((offer) => offer.idle > 0 && offer.idle < wanted.count);
  const most = Math.max(0, ...here.map((offer) => offer.idle));
  const offer = cheapest(here.filter((one) => one.idle === most));
  return offer === undefined ? [] : [{ kind: 'fewer', wanted: { ...wanted, count: most }, offer }];
}

function elsewhere(offers: OfferView[], wanted: Wanted): Suggestion[] {
  if (wanted.region === undefined) return [];
  const { model, count } = wanted;
  const able = matching(offers, { model }).filter((one) => serves(one, count));
  const offer = cheapest(able.filter((one) => one.region !== wanted.region));
  return offer === undefined ? [] : [{ kind: 'region', wanted: { ...wanted, region: offer.region }, offer }];
}

/** Other cards, those first that have at least as much memory, then by how far their price is away. */
function others(offers: OfferView[], wanted: Wanted): Suggestion[] {
  if (wanted.model === undefined) return [];
  const { region, count } = wanted;
  const known = cheapest(matching(offers, { model: wanted.model }));
  const able = matching(offers, { region }).filter((one) => one.model !== wanted.model && serves(one, count));
  const models = [...new Set(able.map((one) => one.model))];
  return models
    .map((model) => cheapest(matching(able, { model })))
    .filter((offer) => offer !== undefined)
    .sort((left, right) => distance(left, known) - distance(right, known))
    .map((offer) => ({ kind: 'model', wanted: { ...wanted, model: offer.model }, offer }));
}

const TOO_SMALL = 1e15;

function distance(offer: OfferView, known: OfferView | undefined): number {
  if (known === undefined) return micros(offer.price_per_hour);
  const penalty = offer.memory_gb < known.memory_gb ? TOO_SMALL : 0;
  return penalty + Math.abs(micros(offer.price_per_hour) - micros(known.price_per_hour));
}

/** Anything idle at all, as many cards as wished or as there are. */
function anything(offers: OfferView[], wanted: Wanted): Suggestion[] {
  const most = Math.min(wanted.count, Math.max(0, ...offers.map((offer) => offer.idle)));
  if (most === 0) return [];
  const offer = cheapest(offers.filter((one) => serves(one, most)));
  if (offer === undefined) return [];
  return [{ kind: 'any', wanted: { region: offer.region, model: offer.model, count: most }, offer }];
}

/** Empty when something does match, or when no card is idle anywhere. At most four, the least given up first. */
export function nearest(offers: OfferView[], wanted: Wanted): Suggestion[] {
  if (matching(offers, wanted).some((offer) => serves(offer, wanted.count))) return [];
  const found = [...elsewhere(offers, wanted), ...fewer(offers, wanted), ...others(offers, wanted)].slice(
    0,
    MOST,
  );
  return found.length > 0 ? found : anything(offers, wanted);
}

const OTHER_HOSTS = 2;

/** Instead of an offer that cannot give `count` cards now: the same elsewhere, near first, fewer here, other cards. */
export function instead(offers: OfferView[], gone: OfferView, count: number): Suggestion[] {
  const wanted = { model: gone.model, count };
  const able = matching(offers, wanted).filter((one) => one.host_id !== gone.host_id && serves(one, count));
  const away = (one: OfferView) => (one.region === gone.region ? 0 : 1);
  const hosts = able
    .sort(
      (left, right) => away(left) - away(right) || micros(left.price_per_hour) - micros(right.price_per_hour),
    )
    .slice(0, OTHER_HOSTS)
    .map((offer): Suggestion => ({ kind: 'host', wanted, offer }));
  const here = offers.filter((one) => one.host_id === gone.host_id && one.model === gone.model);
  const found = [...hosts, ...fewer(here, wanted)];
  return found.length > 0 ? found : nearest(offers, { ...wanted, region: gone.region });
}
