/** The requests about open ports, and the query that the panel shows. */
import { queryOptions } from '@tanstack/react-query';

import { refresh } from '../../../app/queries';
import type { ListenersOut, TunnelOut } from '../api';
import { request } from '../wire';
import type { Target } from './target';

const LOOK_MS = 5_000;

const ofSession = (id: string) => `/sessions/${encodeURIComponent(id)}/tunnels`;
const of = (id: string) => `/tunnels/${encodeURIComponent(id)}`;

/** Read again now and then while it is shown: how much went through changes by itself. */
export const tunnelsQuery = (sessionId: string) =>
  queryOptions({
    queryKey: [{ _id: 'listTunnels' }, sessionId],
    queryFn: ({ signal }) => request<TunnelOut[]>('GET', ofSession(sessionId), undefined, { signal }),
    refetchInterval: LOOK_MS,
  });

/** What listens on the machine: looked at only while somebody can see it, since each look costs the machine something. */
export const listenersQuery = (sessionId: string) =>
  queryOptions({
    queryKey: [{ _id: 'listWorkbenchListeners' }, sessionId],
    queryFn: ({ signal }) =>
      request<ListenersOut>('GET', `/sessions/${encodeURIComponent(sessionId)}/listeners`, undefined, {
        signal,
      }),
    refetchInterval: LOOK_MS,
    refetchIntervalInBackground: false,
    gcTime: 0,
    retry: false,
  });

export async function openTunnel(sessionId: string, target: Target & { name: string }): Promise<TunnelOut> {
  const made = await request<TunnelOut>('POST', ofSession(sessionId), target);
  await refresh('listTunnels');
  return made;
}

export async function closeTunnel(id: string): Promise<void> {
  try {
    await request<unknown>('DELETE', of(id));
  } finally {
    await refresh('listTunnels');
  }
}

/** An address that lets its first visitor in. */
export const linkTunnel = async (id: string): Promise<string> =>
  (await request<{ url: string }>('POST', `${of(id)}/open`)).url;
