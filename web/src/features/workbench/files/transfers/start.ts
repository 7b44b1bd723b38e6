/** Acts of the panel that put something into the queue. */
import type { EntryOut } from '../../api';
import { addresses, type Archive } from '../filesApi';
import { baseName, join, parentOf } from '../paths';
import { isFolder } from '../sorting';
import { newId, touched } from './batch';
import { byBrowser, canStream, DownloadJob, HELD_BYTES, streamed } from './download';
import { isSame, remember, remembered } from './memory';
import type { Transfer } from './queue';
import { dispatch, enqueue, getQueue, subscribe, supply } from './store';
import { UploadJob } from './upload';

const REMEMBER_MS = 1_000;

function blank(sessionId: string, kind: Transfer['kind'], name: string, path: string): Transfer {
  const id = newId();
  return {
    ...{ id, sessionId, batch: id, kind, name, path, size: 0, done: 0, phase: 'waiting' },
    ...{ policy: null, problem: null, speed: 0, verified: null, modified: null },
  };
}

export type DownloadWay = 'queue' | 'browser' | 'archive' | 'none';

/** Several things, or a folder, come as one archive. Says which way was taken. */
export async function download(
  sessionId: string,
  folder: string,
  entries: EntryOut[],
  format: Archive = 'zip',
): Promise<DownloadWay> {
  const [first] = entries;
  if (first === undefined) return 'none';
  const path = join(folder, first.name);
  const name = baseName(path);
  if (entries.length > 1 || isFolder(first)) {
    const paths = entries.map(({ name }) => join(folder, name));
    byBrowser(addresses.archive(sessionId, paths, format));
    return 'archive';
  }
  // The size of a link is that of its own few letters.
  if (first.kind !== 'file' || (first.size > HELD_BYTES && !canStream())) {
    byBrowser(addresses.download(sessionId, path), name);
    return 'browser';
  }
  const sink = first.size > HELD_BYTES ? await streamed(name) : undefined;
  if (sink === null) return 'none';
  const transfer = { ...blank(sessionId, 'download', name, path), size: first.size };
  enqueue(transfer, new DownloadJob(sessionId, path, first.size, sink));
  return 'queue';
}

/** The file of a row that a reload cut off; false where it is another one. */
export function giveAgain(transfer: Transfer, file: File): boolean {
  if (!isSame(file, transfer)) return false;
  const { sessionId, path } = transfer;
  dispatch({ kind: 'answer', id: transfer.id, policy: 'resume', all: false });
  supply(transfer.id, new UploadJob({ sessionId, path, file, verify: false }), () =>
    touched(sessionId, parentOf(path) ?? '/'),
  );
  return true;
}

let timer: ReturnType<typeof setTimeout> | null = null;

function start(): void {
  const rows = remembered().map((one) => ({
    ...blank(one.sessionId, 'upload' as const, one.name, one.path),
    ...one,
    phase: 'file_needed' as const,
  }));
  if (rows.length > 0) dispatch({ kind: 'add', transfers: rows });
  subscribe(() => {
    timer ??= setTimeout(() => {
      timer = null;
      remember(getQueue());
    }, REMEMBER_MS);
  });
  globalThis.addEventListener('beforeunload', (event) => {
    remember(getQueue());
    const open = getQueue().some(({ phase }) => phase === 'running' || phase === 'waiting');
    if (open) event.preventDefault();
  });
}

start();
