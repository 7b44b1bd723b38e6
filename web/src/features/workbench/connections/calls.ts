/** The requests about saved connections, and the query that the tree shows. */
import { queryOptions } from '@tanstack/react-query';

import { refresh } from '../../../app/queries';
import type {
  BulkChange,
  ConnectionChange,
  ConnectionIn,
  ConnectionList,
  ConnectionOut,
  HostKeyOut,
  ImportIn,
  ImportPreview,
} from '../api';
import { ask, request } from '../wire';
import type { Move } from './tree';

export const connectionsQuery = queryOptions({
  queryKey: [{ _id: 'listConnections' }],
  queryFn: ({ signal }) => request<ConnectionList>('GET', '/connections', undefined, { signal }),
});

export const hostKeysQuery = queryOptions({
  queryKey: [{ _id: 'listHostKeys' }],
  queryFn: ({ signal }) => request<HostKeyOut[]>('GET', '/host-keys', undefined, { signal }),
});

const of = (id: string) => `/connections/${encodeURIComponent(id)}`;

/** Every change shows in the tree before it counts as done. */
async function changing<T>(work: Promise<T>): Promise<T> {
  const result = await work;
  await refresh('listConnections');
  return result;
}

export const addConnection = (body: ConnectionIn) =>
  changing(request<ConnectionOut>('POST', '/connections', body));
export const changeConnection = (id: string, body: ConnectionChange) =>
  changing(request<ConnectionOut>('PATCH', of(id), body));
export const deleteConnection = (id: string) => changing(request<unknown>('DELETE', of(id)));
export const copyConnection = (id: string) => changing(request<ConnectionOut>('POST', `${of(id)}/copy`));
export const changeConnections = (body: BulkChange) =>
  changing(request<unknown>('POST', '/connections/bulk', body));

export const addFolder = (path: string) => changing(request<unknown>('POST', '/folders', { path }));
export const moveFolder = (path: string, new_path: string) =>
  changing(request<unknown>('PATCH', '/folders', { path, new_path }));
export const dissolveFolder = (path: string) =>
  changing(request<unknown>('DELETE', `/folders?path=${encodeURIComponent(path)}`));

export function carryOut(move: Move): Promise<unknown> {
  if (move.kind === 'folder') return moveFolder(move.path, move.new_path);
  return changing(request<unknown>('POST', '/connections/order', { folder: move.folder, ids: move.ids }));
}

export const previewImport = (body: ImportIn) => request<ImportPreview>('POST', '/import/preview', body);
export const runImport = (body: ImportIn & { keys: string[]; folder: string }) =>
  changing(request<{ added: number; skipped: number }>('POST', '/import', body));

export async function exportConnections(ids: string[] | null, passphrase: string): Promise<Blob> {
  const headers = { 'Content-Type': 'application/json' };
  return (await ask('POST', '/export', JSON.stringify({ ids, passphrase }), { headers })).blob();
}

export async function deleteHostKey(id: string): Promise<void> {
  await request<unknown>('DELETE', `/host-keys/${encodeURIComponent(id)}`);
  await refresh('listHostKeys');
}
