/** The caller's wallet as it stands this second. */
import { useQuery } from '@tanstack/react-query';

import type { Wallet } from '../../api';
import { getWalletOptions } from '../../api/@tanstack/react-query.gen';
import { useNow } from '../../ui/ticking';
import { standing, type Standing } from './standing';

export type LiveStanding = Standing & {
  wallet: Wallet;
  now: number;
  /** When it runs dry, or null while nothing is spent. */
  driesAt: number | null;
};

export interface StandingQuery {
  data: LiveStanding | undefined;
  error: unknown;
  refetch: () => unknown;
}

export function useStanding(): StandingQuery {
  const now = useNow();
  const { data: wallet, dataUpdatedAt, error, refetch } = useQuery(getWalletOptions());
  if (wallet === undefined) return { data: undefined, error, refetch };
  const stands = standing(wallet, dataUpdatedAt, now);
  // Counted from the answer and not from this second, so that the moment itself does not flicker.
  const { lastsMs } = standing(wallet, dataUpdatedAt, dataUpdatedAt);
  const driesAt = lastsMs === null ? null : dataUpdatedAt + lastsMs;
  return { data: { ...stands, wallet, now, driesAt }, error, refetch };
}
