/** The routes of one session's files, typed. Streams and uploads have their addresses here and run elsewhere. */
import type { CopyOut, EntryOut, FolderOut, TextOut } from '../api';
import { addressOf, request, type Query } from '../wire';

export type Encoding = 'utf-8' | 'gbk';
export type Algorithm = 'sha256' | 'md5';
export type Archive = 'zip' | 'tar';

export interface UploadBegun {
  /** The name that it ends up with. */
  path: string;
  /** Bytes that are there from an earlier time. */
  offset: number;
  exists: boolean;
}

export interface UploadEnd {
  path: string;
  size: number;
  verified: boolean | null;
}

const below = (sessionId: string, tail = '') => `/sessions/${encodeURIComponent(sessionId)}/files${tail}`;

function get<T>(sessionId: string, tail: string, query: Query, signal?: AbortSignal): Promise<T> {
  return request<T>('GET', addressOf(below(sessionId, tail), query), undefined, { signal });
}

function post<T = unknown>(sessionId: string, tail: string, body: unknown, signal?: AbortSignal): Promise<T> {
  return request<T>('POST', below(sessionId, tail), body, { signal });
}

export const files = {
  list: (id: string, path: string, signal?: AbortSignal) => get<FolderOut>(id, '', { path }, signal),
  stat: (id: string, path: string) => get<EntryOut>(id, '/stat', { path }),
  makeFolder: (id: string, path: string, signal?: AbortSignal) => post(id, '/folder', { path }, signal),
  makeFile: (id: string, path: string) => post(id, '/file', { path }),
  rename: (id: string, path: string, to: string, overwrite = false) =>
    post(id, '/rename', { path, to, overwrite }),
  chmod: (id: string, paths: string[], mode: number, recursive: boolean) =>
    post(id, '/chmod', { paths, mode, recursive }),
  remove: (id: string, paths: string[]) => post(id, '/delete', { paths }),
  checksum: (id: string, path: string, algorithm: Algorithm, signal?: AbortSignal) =>
    get<{ digest: string }>(id, '/checksum', { path, algorithm }, signal),
  text: (id: string, path: string, encoding: Encoding | 'auto') =>
    get<TextOut>(id, '/text', { path, encoding }),
  saveText: (
    id: string,
    body: {
      path: string;
      text: string;
      encoding: string;
      line_ending: string;
      version: string | null;
      create: boolean;
    },
  ) => request<{ version: string }>('PUT', below(id, '/text'), body),
  beginUpload: (
    id: string,
    body: { path: string; size: number; modified: number | null; conflict: string },
    signal?: AbortSignal,
  ) => post<UploadBegun>(id, '/uploads', body, signal),
  finishUpload: (
    id: string,
    body: { path: string; size: number; modified: number | null; verify: boolean },
    signal?: AbortSignal,
  ) => post<UploadEnd>(id, '/uploads/finish', body, signal),
  copyHere: (id: string, from: string, paths: string[], to: string) =>
    post<CopyOut>(id, '/copies', { from_session: from, paths, to_path: to }),
  copies: () => request<CopyOut[]>('GET', '/copies'),
  stopCopy: (copyId: string) => request('DELETE', `/copies/${encodeURIComponent(copyId)}`),
};

export const addresses = {
  chunk: (id: string, path: string, offset: number) => addressOf(below(id, '/uploads'), { path, offset }),
  pack: (id: string, path: string) => addressOf(below(id, '/pack'), { path }),
  download: (id: string, path: string) => addressOf(below(id, '/download'), { path }),
  preview: (id: string, path: string, version: string) =>
    addressOf(below(id, '/preview'), { path, v: version }),
  archive: (id: string, path: string[], format: Archive) =>
    addressOf(below(id, '/archive'), { path, format }),
  follow: (id: string, path: string, encoding: Encoding, lines = 200) =>
    addressOf(below(id, '/follow'), { path, encoding, lines }),
};

/** What asks again for a session's folders is found by this head of its key. */
export const foldersOf = (sessionId: string) => ['workbench-folder', sessionId] as const;
export const folderKey = (sessionId: string, path: string) => [...foldersOf(sessionId), path] as const;
