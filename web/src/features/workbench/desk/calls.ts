/** The requests of the desk, one function each. */
import type { AnswerIn, SessionIn, SessionOut, TerminalIn, TerminalOut } from '../api';
import { addressOf, request } from '../wire';

export const getDesk = () => request<{ body: unknown }>('GET', '/desk');

export const putDesk = (body: unknown) => request<unknown>('PUT', '/desk', { body });

/** The last word of a page that is being left; it must outlive the page and nobody waits for it. */
export function leaveDesk(body: unknown): void {
  void fetch(addressOf('/desk'), {
    method: 'PUT',
    keepalive: true,
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ body }),
  }).catch(() => undefined);
}

const path = (...parts: string[]) => parts.map((part) => `/${encodeURIComponent(part)}`).join('');

export const listSessions = () => request<SessionOut[]>('GET', '/sessions');
export const getSession = (id: string) => request<SessionOut>('GET', path('sessions', id));
export const openSession = (body: SessionIn) => request<SessionOut>('POST', '/sessions', body);
export const closeSession = (id: string) => request<unknown>('DELETE', path('sessions', id));
export const reconnectSession = (id: string) =>
  request<SessionOut>('POST', path('sessions', id, 'reconnect'));
export const answerSession = (id: string, body: AnswerIn) =>
  request<SessionOut>('POST', path('sessions', id, 'answer'), body);

export const openTerminal = (sessionId: string, body: TerminalIn) =>
  request<TerminalOut>('POST', path('sessions', sessionId, 'terminals'), body);
export const closeTerminal = (id: string) => request<unknown>('DELETE', path('terminals', id));
export const renameTerminal = (id: string, title: string) =>
  request<TerminalOut>('PATCH', path('terminals', id), { title });
