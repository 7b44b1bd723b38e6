/** Booting: what it would cost now, whether its cards are there, and what the platform says to it. */
import { queryOptions } from '@tanstack/react-query';

import { makeQuote, type QuoteView } from '../../../api';
import { micros } from '../../../ui/format';
import type { Problem } from '../../../app/problem';
import type { Instance } from '../model';

/** The price of its cards now. The one of its last run was locked for that run alone. */
export function quoteOf({ id, host_id, model, count, data_disk_gb }: Instance) {
  return queryOptions({
    queryKey: [{ _id: 'makeQuote', instance: id }],
    queryFn: ({ signal }) =>
      makeQuote({ body: { host_id, model, count, data_disk_gb }, signal, throwOnError: true }),
    // A host that takes no new orders gives no quote, and boots what it has all the same.
    retry: false,
    staleTime: 0,
  });
}

export interface Shortage {
  asked: number;
  idle: number;
}

/** The cards that are missing: as the platform has just said, or as the instance's own stock says beforehand. */
export function shortageOf(
  instance: Pick<Instance, 'count' | 'stock'>,
  refused: Problem | null,
): Shortage | null {
  const asked = instance.count;
  if (refused?.code === 'market.sold_out' || refused?.code === 'market.too_many_cards') {
    const idle = Number(refused.facts.idle ?? refused.facts.total ?? 0);
    return { asked, idle: Math.max(0, idle) };
  }
  return instance.stock.idle < asked ? { asked, idle: instance.stock.idle } : null;
}

/** How long the free balance would carry this price; null where it costs nothing. */
export function lastsMs(quote: Pick<QuoteView, 'available'>, pricePerHour: string): number | null {
  const price = micros(pricePerHour);
  if (price <= 0) return null;
  return Math.max(0, Math.floor((micros(quote.available) * 3_600_000) / price));
}
