/** What an order costs and whether the wallet carries it: the figures of the summary beside the form. */
import type { QuoteView, Wallet } from '../../api';
import { micros } from '../../ui/format';
import { standing } from '../wallet/standing';

const HOUR_MS = 3_600_000;
const CENT = 10_000;
const HOURS_PER_DAY = 24;

/** All amounts in micro-yuan. */
export interface Cost {
  /** For all the cards, while it runs. */
  perHour: number;
  /** Before the discount, or null where there is none. */
  listPerHour: number | null;
  /** For a whole day of running, disk included. */
  perDay: number;
  /** Of the data disk, beyond what is free. */
  extraGb: number;
  /** For that, running or not. */
  diskPerDay: number;
  /** What must be there to order. */
  required: number;
}

export interface Cover {
  /** What can be spent at this moment. */
  available: number;
  sufficient: boolean;
  /** What a top-up must bring at least, in whole cents; nothing when it suffices. */
  missing: number;
  /** What is kept back for one more hour of what runs already. */
  reserved: number;
  /** How long the balance lasts with this one running too; null when it costs nothing. */
  lastsMs: number | null;
}

/** `price` is for one GB and day beyond `freeGb`, as the platform's rules say it; null while they are not known. */
export function costOf(quote: QuoteView, freeGb: number, price: string | null): Cost {
  const perHour = micros(quote.price_per_hour);
  const listPerHour = micros(quote.list_price_per_hour);
  const extraGb = Math.max(0, quote.data_disk_gb - freeGb);
  const diskPerDay =
    price === null ? micros(quote.disk_price_per_hour) * HOURS_PER_DAY : micros(price) * extraGb;
  return {
    perHour,
    listPerHour: listPerHour > perHour ? listPerHour : null,
    perDay: perHour * HOURS_PER_DAY + diskPerDay,
    extraGb,
    diskPerDay,
    required: micros(quote.required),
  };
}

/** Up to the next cent: paying a shown amount must never fall short by what was cut off. */
export function upToCent(amount: number): number {
  return Math.ceil(amount / CENT) * CENT;
}

/** `seenAt` is when `wallet` was fetched; both times are milliseconds since the epoch. */
export function coverOf(quote: QuoteView, wallet: Wallet, seenAt: number, now: number): Cover {
  const { available, burn } = standing(wallet, seenAt, now);
  const required = micros(quote.required);
  const sufficient = available - burn >= required;
  const rate = burn + required;
  return {
    available,
    sufficient,
    missing: sufficient ? 0 : upToCent(required - (available - burn)),
    reserved: burn,
    lastsMs: rate <= 0 ? null : Math.max(0, Math.floor((available * HOUR_MS) / rate)),
  };
}
