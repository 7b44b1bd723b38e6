/** Copies between machines: they run on the platform, which says by the desk's socket how far each one is. */
import { problemOf } from '../../../../app/problem';
import type { CopyOut } from '../../api';
import { files } from '../filesApi';
import { baseName } from '../paths';
import { newId, touched } from './batch';
import type { Job, Outcome, Report } from './job';
import type { Transfer } from './queue';
import { dispatch, enqueue } from './store';

/** What is copied, from which session's machine, and to where. */
export interface CopyWords {
  from: string;
  paths: string[];
  to: string;
  folder: string;
}

/** The machine is away for the moment: the copy goes on when it is back. */
const AWAY = new Set(['workbench.connection_lost', 'workbench.connection_busy', 'workbench.timed_out']);
const ENDS = new Set(['done', 'failed', 'cancelled']);

const hearing = new Map<string, (copy: CopyOut) => void>();
/** Nobody here wants to hear of these any more. */
const gone = new Set<string>();
/** Told before the answer that says whose they are. */
const early = new Map<string, CopyOut>();
let asking = 0;

function forget(copyId: string): Promise<unknown> {
  gone.add(copyId);
  hearing.delete(copyId);
  return files.stopCopy(copyId).catch(() => undefined);
}

/** What the platform says of a copy, whoever's it is: of this page, another tab's, or from before a reload. */
export function noteCopy(copy: CopyOut): void {
  if (gone.has(copy.id)) return;
  const hear = hearing.get(copy.id);
  if (hear !== undefined) hear(copy);
  else if (asking > 0) early.set(copy.id, copy);
  else if (copy.state !== 'cancelled') {
    const { from_session: from, paths, to_session: to, to_path: folder } = copy;
    put({ from, paths, to, folder }, copy);
  }
}

export function copyBetween(words: CopyWords): void {
  put(words);
}

function put(words: CopyWords, running: CopyOut | null = null): void {
  const id = newId();
  const name = baseName(words.paths[0] ?? '');
  const row: Transfer = {
    ...{ id, sessionId: words.to, batch: id, kind: 'copy', name, path: words.folder, size: 0, done: 0 },
    ...{ files: { done: 0, total: 0 }, phase: 'waiting', policy: null, problem: null, speed: 0 },
    ...{ verified: null, modified: null, from: words.from, more: words.paths.length - 1 },
  };
  enqueue(row, new CopyJob(id, words, running), () => touched(words.to, words.folder));
}

/** A copy that was stopped is begun again with the same words: the platform leaves what is there already. */
class CopyJob implements Job {
  private stopping: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly rowId: string,
    private readonly words: CopyWords,
    private running: CopyOut | null,
  ) {}

  async run(report: Report): Promise<Outcome> {
    const copy = this.running ?? (await this.begin());
    this.running = null;
    const end = await this.end(copy, report);
    void forget(copy.id);
    if (end.state === 'cancelled') return { end: 'skipped' };
    if (end.failure !== null)
      throw problemOf({ code: end.failure, detail: end.failure }, AWAY.has(end.failure) ? 503 : 409);
    return { end: 'done' };
  }

  private async begin(): Promise<CopyOut> {
    await this.stopping;
    const { to, from, paths, folder } = this.words;
    asking += 1;
    try {
      return await files.copyHere(to, from, paths, folder);
    } finally {
      asking -= 1;
      // By the time that these are told again, whoever asked for them hears.
      if (asking === 0) setTimeout(tellEarly, 0);
    }
  }

  private end(copy: CopyOut, { signal, progress }: Report): Promise<CopyOut> {
    return new Promise((resolve, reject) => {
      const stop = () => {
        this.stopping = forget(copy.id);
        reject(new DOMException('stopped', 'AbortError'));
      };
      if (signal.aborted) {
        stop();
        return;
      }
      signal.addEventListener('abort', stop);
      const hear = (now: CopyOut) => {
        const counted = { done: now.files_done, total: now.files_total };
        dispatch({ kind: 'patch', id: this.rowId, patch: { size: now.bytes_total, files: counted } });
        progress(now.bytes_done, now.files_done);
        if (!ENDS.has(now.state)) return;
        signal.removeEventListener('abort', stop);
        resolve(now);
      };
      hearing.set(copy.id, hear);
      hear(copy);
    });
  }
}

function tellEarly(): void {
  if (asking > 0) return;
  const told = [...early.values()];
  early.clear();
  told.forEach(noteCopy);
}
