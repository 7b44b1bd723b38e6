/** Which entries the page shows: what its address says, checked, as the API is asked for it. */
import { dayEnd, dayStart, isDay } from '../../../ui/days';

export interface LedgerSearch {
  query?: string;
  user?: string;
  kind?: string;
  reference?: string;
  from?: string;
  to?: string;
  /** Whose story is open; it filters nothing. */
  entry?: string;
}

export const NOTHING: LedgerSearch = {
  query: undefined,
  user: undefined,
  kind: undefined,
  reference: undefined,
  from: undefined,
  to: undefined,
};

export function isFiltered({ query, user, kind, reference, from, to }: LedgerSearch): boolean {
  return [query, user, kind, reference, from, to].some((value) => value !== undefined);
}

/** For the wire: days become instants, the last one included. */
export function ledgerQuery({ query, user, kind, reference, from, to }: LedgerSearch) {
  return {
    query: query ?? '',
    user_id: user,
    kind,
    reference,
    from: isDay(from) ? dayStart(from) : undefined,
    to: isDay(to) ? dayEnd(to) : undefined,
  };
}
