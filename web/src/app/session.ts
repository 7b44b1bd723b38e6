/** Who is logged in, and what happens when that ends while a page is open. The session itself is a cookie no script sees. */
import { queryOptions } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';

import type { Me } from '../api';
import { getMe } from '../api';
import { Problem } from './problem';

/** The caller, and who acts as them if somebody does; null when nobody is logged in. */
export const meQuery = queryOptions<Me | null>({
  queryKey: [{ _id: 'getMe' }],
  queryFn: async ({ signal }) => {
    try {
      return await getMe({ signal, throwOnError: true });
    } catch (error) {
      if (error instanceof Problem && error.status === 401) return null;
      throw error;
    }
  },
  staleTime: 60_000,
});

let expired = false;
let loggedInAs: string | null = null;
const listeners = new Set<() => void>();

function tell(): void {
  listeners.forEach((listener) => listener());
}

/** Remember who this page was drawn for, so that an ended session is told apart from a first visit. */
export function drawnFor(name: string | null): void {
  loggedInAs = name;
  if (name !== null && expired) {
    expired = false;
    tell();
  }
}

/** A request was refused for want of a session. The page stays as it is and asks to log in again. */
export function noticeExpiry(request: Request | undefined): void {
  const isLoggingIn = request?.method === 'POST' && request.url.endsWith('/sessions');
  if (loggedInAs === null || expired || isLoggingIn) return;
  expired = true;
  tell();
}

/** The name of the user whose session ended under an open page, else null. */
export function useExpired(): string | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => (expired ? loggedInAs : null),
  );
}

export function sessionRenewed(): void {
  expired = false;
  tell();
}
