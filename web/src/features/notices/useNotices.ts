/** What is unread, whose an instance is, and what reading does. */
import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';

import { readNotices } from '../../api';
import { listInstancesOptions, listNoticesOptions } from '../../api/@tanstack/react-query.gen';
import { refresh } from '../../app/queries';
import { meQuery } from '../../app/session';
import { useAct } from '../../ui/act';

/** As many as one answer gives; the bell says "99+" long before. */
const MOST = 200;

export function useUnread() {
  return useQuery(listNoticesOptions({ query: { unread: true, limit: MOST } }));
}

/** Marks these as read, or all when none are named. */
export function useMarkRead(): (ids?: string[]) => Promise<void> {
  const act = useAct();
  return useCallback(
    async (ids) => {
      await act(() => readNotices({ body: { ids: ids ?? null }, throwOnError: true }));
      await refresh('listNotices');
    },
    [act],
  );
}

/** Whether an instance of a notice is the reader's own. Renters only hear of theirs, released ones included. */
export function useOwns(): (instanceId: string) => boolean {
  const me = useQuery(meQuery);
  const instances = useQuery(listInstancesOptions());
  const isOperator = me.data?.role === 'operator';
  const own = instances.data;
  return useCallback(
    (instanceId) => !isOperator || (own ?? []).some((one) => one.id === instanceId),
    [isOperator, own],
  );
}
