/** Many small files as few bodies: cut into archives of a fair size, some at a time, each sent whole or again. */
import { addresses } from '../filesApi';
import { join } from '../paths';
import { Clashes, type Job, type Outcome, type Report } from './job';
import type { Policy } from './queue';
import { put } from './send';
import { archive, type TarEntry } from './tar';

const MIB = 1024 ** 2;
/** A file of at most this size goes into a pack. */
export const SMALL_BYTES = MIB;
/** So many small files make one worth it. */
export const MANY = 50;
const BODY_BYTES = 16 * MIB;
const BODY_FILES = 2_000;
const IN_FLIGHT = 2;
/** While the disk is still read, an archive waits until it is worth the machine's starting a tar for it. */
const WORTH_FILES = 500;
const WORTH_BYTES = 4 * MIB;
const FILE_MODE = 0o644;
const FOLDER_MODE = 0o755;
/** About what one file adds to an archive besides its bytes. */
const HEADER_BYTES = 1024;

export interface Packed {
  path: string;
  /** Left out: a folder. */
  file?: File;
  /** Something has its name already on the machine. */
  theirs?: { size: number; modified: number };
}

type Slice = Packed[];

/** The next archive's worth from the front of `waiting`. */
export function cut(waiting: Packed[]): Slice {
  let bytes = 0;
  let many = 0;
  while (many < waiting.length && many < BODY_FILES) {
    bytes += (waiting[many]?.file?.size ?? 0) + HEADER_BYTES;
    if (many > 0 && bytes > BODY_BYTES) break;
    many += 1;
  }
  return waiting.splice(0, many);
}

function entryOf({ path, file }: Packed, now: number): TarEntry {
  if (file === undefined) return { path, kind: 'folder', size: 0, modified: now, mode: FOLDER_MODE };
  return { path, kind: 'file', size: file.size, modified: file.lastModified / 1000, mode: FILE_MODE };
}

function sizeOf(slice: Slice): number {
  return slice.reduce((sum, { file }) => sum + (file?.size ?? 0), 0);
}

function filesIn(slice: Slice): number {
  return slice.filter(({ file }) => file !== undefined).length;
}

export class PackJob implements Job {
  private readonly waiting: Packed[] = [];
  private readonly clashing: Packed[] = [];
  private waitingBytes = 0;
  private scanning = true;
  private wake: (() => void) | null = null;
  private bytes = 0;
  private files = 0;
  private readonly flying = new Map<Slice, number>();

  constructor(
    private readonly sessionId: string,
    private readonly folder: string,
    /** What is answered by "both" or "go on" is a matter of single files. */
    private readonly alone: (one: Packed, policy: Policy) => void,
  ) {}

  add(one: Packed): void {
    if (one.theirs === undefined) this.queue([one]);
    else this.clashing.push(one);
    this.wake?.();
  }

  close(): void {
    this.scanning = false;
    this.wake?.();
  }

  answer(policy: Policy, all: boolean): void {
    for (const one of this.clashing.splice(0, all ? this.clashing.length : 1)) {
      if (policy === 'overwrite') this.queue([one]);
      else this.left(one);
      if (policy !== 'overwrite' && policy !== 'skip') this.alone(one, policy);
    }
  }

  async run(report: Report): Promise<Outcome> {
    const stop = new AbortController();
    const abort = () => {
      stop.abort();
      this.wake?.();
    };
    report.signal.addEventListener('abort', abort);
    try {
      await Promise.all(
        Array.from({ length: IN_FLIGHT }, () =>
          this.work({ ...report, signal: stop.signal }).catch((error: unknown) => {
            stop.abort();
            this.wake?.();
            throw error;
          }),
        ),
      );
    } finally {
      report.signal.removeEventListener('abort', abort);
    }
    const clash = this.clashing[0];
    if (clash?.file === undefined) return { end: 'done' };
    const modified = Math.floor(clash.file.lastModified / 1000);
    const theirs = { size: clash.theirs?.size ?? null, modified: clash.theirs?.modified ?? null };
    throw new Clashes({
      path: join(this.folder, clash.path),
      size: clash.file.size,
      modified,
      theirs,
      part: 0,
    });
  }

  private queue(some: Packed[]): void {
    for (const one of some) this.waiting.push(one);
    this.waitingBytes += sizeOf(some);
  }

  private left(one: Packed): void {
    this.files += 1;
    this.bytes += one.file?.size ?? 0;
  }

  private async work(report: Report): Promise<void> {
    for (;;) {
      report.signal.throwIfAborted();
      if (this.scanning && !this.isWorthIt()) {
        await this.more();
        continue;
      }
      if (this.waiting.length === 0) return;
      const slice = cut(this.waiting);
      this.waitingBytes -= sizeOf(slice);
      await this.send(slice, report);
    }
  }

  private isWorthIt(): boolean {
    return this.waiting.length >= WORTH_FILES || this.waitingBytes >= WORTH_BYTES;
  }

  /** Until the scan finds something, ends, or the work is stopped. */
  private more(): Promise<void> {
    const before = this.wake;
    return new Promise((resolve) => {
      this.wake = () => {
        before?.();
        this.wake = null;
        resolve();
      };
    });
  }

  private async send(slice: Slice, report: Report): Promise<void> {
    const now = Date.now() / 1000;
    const body = archive(slice.map((one) => ({ entry: entryOf(one, now), body: one.file })));
    const share = sizeOf(slice) / Math.max(1, body.size);
    try {
      await put(
        addresses.pack(this.sessionId, this.folder),
        body,
        (sent) => {
          this.flying.set(slice, sent * share);
          report.progress(this.done(), this.files);
        },
        report.signal,
      );
    } catch (error) {
      // An archive is unpacked over what is there: sending it once more does no harm.
      this.queue(slice);
      throw error;
    } finally {
      this.flying.delete(slice);
    }
    this.bytes += sizeOf(slice);
    this.files += filesIn(slice);
    report.progress(this.done(), this.files);
  }

  private done(): number {
    let sum = this.bytes;
    for (const sent of this.flying.values()) sum += sent;
    return sum;
  }
}
