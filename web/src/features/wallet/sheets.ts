/** Addresses of spreadsheets: the same rows as on the page, in the reader's language and time. */
import { dayEnd, dayStart, utcOffsetMinutes } from '../../ui/days';
import { currentLanguage } from '../../ui/language';

export interface Range {
  from?: string;
  to?: string;
}

/** Days of a page as instants of the wire; `to` is a day that is included. */
export function span({ from, to }: Range): Range {
  return {
    from: from === undefined ? undefined : dayStart(from),
    to: to === undefined ? undefined : dayEnd(to),
  };
}

export function sheetOf(
  path: '/api/v1/wallet/entries.csv' | '/api/v1/statement.csv',
  filter: Range & { kind?: string; instance_id?: string },
): string {
  const { from, to, ...rest } = filter;
  const facts: Record<string, string | number | undefined> = {
    ...rest,
    ...span({ from, to }),
    lang: currentLanguage(),
    utc_offset_minutes: utcOffsetMinutes(),
  };
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(facts)) if (value !== undefined) query.set(name, String(value));
  return `${path}?${query.toString()}`;
}
