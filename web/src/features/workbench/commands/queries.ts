/** What the command bar shows, as queries of the console's one cache. */
import { queryOptions, useQueryClient } from '@tanstack/react-query';

import { request } from '../wire';
import type { SessionOut } from '../api';
import { listCommands, listHistory } from './calls';

const ROOM = 'workbench-commands';

export const commandsQuery = queryOptions({ queryKey: [ROOM, 'quick'], queryFn: listCommands });

/** Everything that was sent to one machine, newest first. */
export const historyQuery = (target: string) =>
  queryOptions({
    queryKey: [ROOM, 'history', target],
    queryFn: () => listHistory(target),
    enabled: target !== '',
    staleTime: 30_000,
  });

/** The machine of a session, where the bar was not told. */
export const targetQuery = (sessionId: string, known: string | undefined) =>
  queryOptions({
    queryKey: [ROOM, 'target', sessionId],
    queryFn: async () =>
      (await request<SessionOut>('GET', `/sessions/${encodeURIComponent(sessionId)}`)).target,
    enabled: known === undefined && sessionId !== '',
    staleTime: Infinity,
  });

export function useRefreshCommands(): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: [ROOM] });
}
