/** From what was dropped to rows of the queue: big files one by one, many small ones as a pack. */
import { folderKey, files, foldersOf } from '../filesApi';
import { queryClient } from '../../../../app/queries';
import { Problem } from '../../../../app/problem';
import type { EntryOut, FolderOut } from '../../api';
import { baseName, join, parentOf } from '../paths';
import { MANY, PackJob, SMALL_BYTES, type Packed } from './pack';
import type { Policy, Transfer } from './queue';
import type { Found } from './scan';
import { dispatch, enqueue, getQueue } from './store';
import { UploadJob } from './upload';

const FRESH_MS = 10_000;
const AGAIN_MS = 800;
const TELL_MS = 200;

let counter = 0;
export const newId = () => `t${(counter += 1)}`;

const due = new Map<string, ReturnType<typeof setTimeout>>();

/** The list of `folder` is fetched again soon, once for many files. */
export function touched(sessionId: string, folder: string): void {
  const key = `${sessionId} ${folder}`;
  if (due.has(key)) return;
  due.set(
    key,
    setTimeout(() => {
      due.delete(key);
      void queryClient.invalidateQueries({ queryKey: folderKey(sessionId, folder) });
    }, AGAIN_MS),
  );
}

/** What is on the machine below one folder, asked as little as possible, and the folders that were made there. */
class Remote {
  private readonly known = new Map<string, Promise<Map<string, EntryOut>>>();
  private readonly made = new Map<string, Promise<unknown>>();

  constructor(
    private readonly sessionId: string,
    private readonly root: string,
  ) {}

  names(folder: string): Promise<Map<string, EntryOut>> {
    let found = this.known.get(folder);
    if (found === undefined) {
      found = this.look(folder);
      this.known.set(folder, found);
    }
    return found;
  }

  /** Makes it and what is above it, down from the root, which is there. */
  make(folder: string): Promise<unknown> {
    if (folder === this.root || folder === '/') return Promise.resolve();
    let making = this.made.get(folder);
    if (making === undefined) {
      making = this.mkdir(folder);
      this.made.set(folder, making);
      // What failed once may be tried again.
      making.catch(() => this.made.delete(folder));
    }
    return making;
  }

  private async mkdir(folder: string): Promise<void> {
    const above = parentOf(folder) ?? '/';
    await this.make(above);
    if ((await this.names(above)).has(baseName(folder))) return;
    await files.makeFolder(this.sessionId, folder).catch((error: unknown) => {
      // Two files of one folder may both find it missing.
      if (!(error instanceof Problem) || error.status !== 409) throw error;
    });
    touched(this.sessionId, above);
  }

  private async look(folder: string): Promise<Map<string, EntryOut>> {
    if (folder !== this.root) {
      const above = await this.names(parentOf(folder) ?? '/');
      if (!above.has(baseName(folder))) return new Map();
    }
    const { entries } = await queryClient
      .query<FolderOut>({
        queryKey: folderKey(this.sessionId, folder),
        queryFn: ({ signal }) => files.list(this.sessionId, folder, signal),
        staleTime: FRESH_MS,
      })
      .catch(() => ({ entries: [] as EntryOut[] }));
    return new Map(entries.map((entry) => [entry.name, entry]));
  }
}

export interface Drop {
  sessionId: string;
  /** The folder on the machine. */
  folder: string;
  verify: boolean;
}

function row(drop: Drop, batch: string, fields: Partial<Transfer>): Transfer {
  return {
    id: newId(),
    sessionId: drop.sessionId,
    batch,
    kind: 'upload',
    name: '',
    path: drop.folder,
    size: 0,
    done: 0,
    phase: 'waiting',
    policy: null,
    problem: null,
    speed: 0,
    verified: null,
    modified: null,
    ...fields,
  };
}

class Batch {
  private readonly id = newId();
  private readonly remote: Remote;
  private readonly small: Packed[] = [];
  private readonly folders: string[] = [];
  private found = { size: 0, files: 0 };
  private told = 0;
  private pack: { id: string; job: PackJob } | null = null;

  constructor(private readonly drop: Drop) {
    this.remote = new Remote(drop.sessionId, drop.folder);
  }

  async take(found: Found): Promise<void> {
    if (found.kind === 'folder') {
      this.folders.push(found.path);
      return;
    }
    const { path, file } = found;
    if (file.size > SMALL_BYTES) this.single({ path, file }, this.policy());
    else if (this.pack !== null) await this.packed({ path, file });
    else {
      this.small.push({ path, file });
      if (this.small.length >= MANY) await this.startPack();
    }
  }

  async end(): Promise<void> {
    if (this.pack !== null) {
      this.tell();
      for (const path of this.folders) this.pack.job.add({ path });
      this.pack.job.close();
      return;
    }
    for (const one of this.small) this.single(one, this.policy());
    for (const path of this.folders) await this.remote.make(join(this.drop.folder, path));
    if (this.folders.length > 0) touched(this.drop.sessionId, this.drop.folder);
  }

  /** Rows below a folder that was given up are none of the pack's. */
  abandon(): void {
    this.pack?.job.close();
  }

  private policy(): Policy | null {
    return getQueue().find(({ id }) => id === this.pack?.id)?.policy ?? null;
  }

  private single({ path, file }: Packed, policy: Policy | null): void {
    if (file === undefined) return;
    const { sessionId, verify } = this.drop;
    const target = join(this.drop.folder, path);
    const into = parentOf(target) ?? '/';
    const modified = Math.floor(file.lastModified / 1000);
    const transfer = row(this.drop, this.id, { name: path, path: target, size: file.size, policy, modified });
    const prepare = () => this.remote.make(into);
    enqueue(transfer, new UploadJob({ sessionId, path: target, file, verify, prepare }), () =>
      touched(sessionId, into),
    );
  }

  private async startPack(): Promise<void> {
    const { sessionId, folder } = this.drop;
    const job = new PackJob(sessionId, folder, (one, policy) => this.single(one, policy));
    const name = this.small[0]?.path.split('/')[0] ?? '';
    const transfer = row(this.drop, this.id, { kind: 'pack', name, files: { done: 0, total: 0 } });
    this.pack = { id: transfer.id, job };
    enqueue(transfer, job, () => void queryClient.invalidateQueries({ queryKey: foldersOf(sessionId) }));
    for (const one of this.small.splice(0)) await this.packed(one);
  }

  private async packed(one: Packed): Promise<void> {
    if (this.pack === null || one.file === undefined) return;
    const target = join(this.drop.folder, one.path);
    const theirs = (await this.remote.names(parentOf(target) ?? '/')).get(baseName(target));
    this.pack.job.add(theirs === undefined ? one : { ...one, theirs });
    this.found.size += one.file.size;
    this.found.files += 1;
    if (performance.now() - this.told > TELL_MS) this.tell();
  }

  /** How much there is to send, told now and then: a row that is drawn anew for each file would slow the scan. */
  private tell(): void {
    if (this.pack === null || this.found.files === 0) return;
    dispatch({ kind: 'grow', id: this.pack.id, ...this.found });
    this.found = { size: 0, files: 0 };
    this.told = performance.now();
  }
}

/** Reads `found` to its end; the first files are sent meanwhile. Throws what reading the disk throws. */
export async function upload(drop: Drop, found: AsyncIterable<Found>): Promise<void> {
  const batch = new Batch(drop);
  try {
    for await (const one of found) await batch.take(one);
    await batch.end();
  } catch (error) {
    batch.abandon();
    throw error;
  }
}
