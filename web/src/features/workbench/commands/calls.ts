/** The requests about commands, one function each. */
import type { CommandIn, CommandOut, HistoryOut } from '../api';
import { addressOf, request } from '../wire';

const path = (...parts: string[]) => parts.map((part) => `/${encodeURIComponent(part)}`).join('');
/** `request` takes a path below the workbench, with its query. */
const asked = (where: string, query: Record<string, string | number>) => addressOf(where, query);

export const listCommands = () => request<CommandOut[]>('GET', '/commands');
export const addCommand = (body: CommandIn) => request<CommandOut>('POST', '/commands', body);
export const changeCommand = (id: string, body: Partial<CommandIn>) =>
  request<CommandOut>('PATCH', path('commands', id), body);
export const deleteCommand = (id: string) => request<unknown>('DELETE', path('commands', id));
export const orderCommands = (ids: string[]) => request<unknown>('POST', '/commands/order', { ids });

export const listHistory = (target: string, q = '', limit = 200) =>
  request<HistoryOut[]>('GET', asked('/history', { target, q, limit }));
export const remember = (target: string, command: string) =>
  request<unknown>('POST', '/history', { target, command });
export const forgetCommand = (id: string) => request<unknown>('DELETE', path('history', id));
export const forgetTarget = (target: string) => request<unknown>('DELETE', asked('/history', { target }));

export interface Completions {
  start: number;
  words: string[];
}

export const complete = (sessionId: string, line: string, directory: string | null) =>
  request<Completions>(
    'GET',
    asked(`${path('sessions', sessionId)}/completions`, { line, directory: directory ?? '' }),
  );
