/** Prices as the operator sets them: one row per card model, and what a renter pays in the end. */
import type { HostView, PriceView } from '../../../api';
import { micros } from '../../../ui/format';

/** One price may not exceed a billion yuan; nobody's does. */
const MOST_MICROS = 1_000_000_000_000_000;

export interface PriceRow {
  model: string;
  memoryGb: number | null;
  simulated: boolean;
  cards: number;
  hosts: number;
  /** Null: nobody has set one, so nothing of this model is rented. */
  price: PriceView | null;
}

/** Every model that a host has or that has a price: unpriced ones first, then those with most cards, then by name. */
export function priceRows(hosts: HostView[], prices: PriceView[]): PriceRow[] {
  const rows = new Map<string, PriceRow>();
  const rowOf = (model: string) => {
    const row = rows.get(model) ?? {
      model,
      memoryGb: null,
      simulated: false,
      cards: 0,
      hosts: 0,
      price: null,
    };
    rows.set(model, row);
    return row;
  };
  for (const price of prices) rowOf(price.model).price = price;
  for (const host of hosts) {
    for (const card of host.cards) {
      const row = rowOf(card.model);
      row.memoryGb = card.memory_gb;
      row.simulated ||= card.simulated;
      row.cards += 1;
    }
    for (const model of new Set(host.cards.map((card) => card.model))) rowOf(model).hosts += 1;
  }
  return [...rows.values()].sort(
    (left, right) =>
      Number(left.price !== null) - Number(right.price !== null) ||
      right.cards - left.cards ||
      left.model.localeCompare(right.model),
  );
}

/** What is typed into a row, as it stands there. */
export interface Draft {
  price: string;
  discount: string;
}

export type PriceProblem = 'needed' | 'malformed' | 'decimals' | 'too_large';
export type DiscountProblem = 'malformed' | 'range';

export function priceProblem(typed: string): PriceProblem | null {
  const text = typed.trim();
  if (text === '') return 'needed';
  const parts = /^\d+(?:\.(\d*))?$/.exec(text);
  if (parts === null || text.endsWith('.')) return 'malformed';
  if ((parts[1] ?? '').length > 6) return 'decimals';
  return micros(text) > MOST_MICROS ? 'too_large' : null;
}

export function discountProblem(typed: string): DiscountProblem | null {
  const text = typed.trim();
  if (!/^\d*$/.test(text)) return 'malformed';
  return Number(text) > 100 ? 'range' : null;
}

/** Micro-yuan that a renter pays for one card and hour, cut as the platform cuts it; null while the draft is none. */
export function netOf({ price, discount }: Draft): number | null {
  if (priceProblem(price) !== null || discountProblem(discount) !== null) return null;
  // Whole numbers of micro-yuan below 10^15 times 100 would leave the exact range of a number.
  return Number((BigInt(micros(price.trim())) * BigInt(100 - Number(discount.trim()))) / 100n);
}

export function draftOf(price: PriceView | null): Draft {
  if (price === null) return { price: '', discount: '0' };
  return { price: price.price_per_hour, discount: String(price.discount_percent) };
}

/** Whether saving it would change anything. */
export function isChanged(draft: Draft, price: PriceView | null): boolean {
  if (price === null) return draft.price.trim() !== '';
  if (priceProblem(draft.price) !== null || discountProblem(draft.discount) !== null) return true;
  return (
    micros(draft.price.trim()) !== micros(price.price_per_hour) ||
    Number(draft.discount.trim()) !== price.discount_percent
  );
}
