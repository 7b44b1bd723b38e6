/** How the pages fetch: the generated client, its errors as `Problem`, and one cache that live events refresh. */
import { QueryClient, type Query } from '@tanstack/react-query';

import { client } from '../api/client.gen';
import { Problem, problemOf } from './problem';
import { noticeExpiry } from './session';

client.setConfig({ baseUrl: '', credentials: 'same-origin', throwOnError: true });
client.interceptors.error.use((error, response, request) => {
  const problem = problemOf(error, response?.status ?? 0);
  if (problem.code === 'identity.not_logged_in') noticeExpiry(request);
  return problem;
});

const FRESH_MS = 5_000;
const TRIES = 4;

function worthAnotherTry(tries: number, error: Error): boolean {
  const waits = !(error instanceof Problem) || error.status === 0 || error.status >= 500;
  return waits && tries < TRIES;
}

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: FRESH_MS,
      retry: worthAnotherTry,
      networkMode: 'always',
      refetchOnReconnect: 'always',
    },
    mutations: { retry: false, networkMode: 'always' },
  },
});

export type OperationId = string;

function idOf(query: Query): OperationId {
  const head = query.queryKey[0];
  return typeof head === 'object' && head !== null && '_id' in head ? String(head._id) : '';
}

/** Fetch these again where a page shows them; the ids are the API's operation ids, e.g. "listInstances". */
export function refresh(...ids: OperationId[]): Promise<void> {
  const wanted = new Set(ids);
  return queryClient.invalidateQueries({ predicate: (query) => wanted.has(idOf(query)) });
}

export function refreshEverything(): Promise<void> {
  return queryClient.invalidateQueries();
}
