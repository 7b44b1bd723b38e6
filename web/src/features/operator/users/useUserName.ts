/** The name of a user of whom only the id is known: most come with one answer, the rest one by one. */
import { queryOptions, useQuery } from '@tanstack/react-query';

import { getUserOptions, listUsersOptions } from '../../../api/@tanstack/react-query.gen';

const MOST = 200;
/** Names do not change. */
const FRESH_MS = 5 * 60_000;

const newest = queryOptions({ ...listUsersOptions({ query: { limit: MOST } }), staleTime: FRESH_MS });

/** Undefined until it is known, and for somebody who does not exist. */
export function useUserName(id: string): string | undefined {
  const users = useQuery({ ...newest, enabled: id !== '' });
  const known = users.data?.items.find((one) => one.id === id)?.name;
  const isFar = users.data !== undefined && known === undefined && users.data.next !== null;
  const single = useQuery({
    ...getUserOptions({ path: { user_id: id } }),
    staleTime: FRESH_MS,
    enabled: id !== '' && isFar,
  });
  return known ?? single.data?.name;
}
