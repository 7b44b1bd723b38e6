/** From the machine to this computer: in pieces with a pause where the page can hold or stream them, else by the browser. */
import { problemOf } from '../../../../app/problem';
import { addresses } from '../filesApi';
import { baseName } from '../paths';
import { ask } from '../../wire';
import type { Job, Outcome, Report } from './job';

const MIB = 1024 ** 2;
/** What the page may hold in memory before the browser is given it. */
export const HELD_BYTES = 512 * MIB;
const PIECE_BYTES = 16 * MIB;

/** Where the bytes go. `close` makes them the person's. */
interface Sink {
  write: (bytes: Uint8Array<ArrayBuffer>) => Promise<void>;
  close: () => Promise<void>;
  discard: () => Promise<void>;
}

interface SavePicker {
  showSaveFilePicker?: (options: { suggestedName: string }) => Promise<FileSystemFileHandle>;
}

export function canStream(): boolean {
  return (globalThis as SavePicker).showSaveFilePicker !== undefined;
}

/** Has the browser save what an address gives; it shows that download itself. */
export function byBrowser(address: string, name = ''): void {
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
}

function held(name: string): Sink {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  return {
    write: (bytes) => {
      parts.push(bytes);
      return Promise.resolve();
    },
    close: () => {
      const address = URL.createObjectURL(new Blob(parts));
      byBrowser(address, name);
      // The browser reads it after this; there is no event for when it has.
      setTimeout(() => URL.revokeObjectURL(address), 60_000);
      return Promise.resolve();
    },
    discard: () => {
      parts.length = 0;
      return Promise.resolve();
    },
  };
}

/** Asks where to save it; must be called inside a click. Null where somebody changed their mind. */
export async function streamed(name: string): Promise<Sink | null> {
  const pick = (globalThis as SavePicker).showSaveFilePicker;
  if (pick === undefined) return null;
  const handle = await pick({ suggestedName: name }).catch(() => null);
  if (handle === null) return null;
  const stream = await handle.createWritable();
  return {
    write: (bytes) => stream.write(bytes),
    close: () => stream.close(),
    discard: () => stream.abort(),
  };
}

export class DownloadJob implements Job {
  private offset = 0;
  private tag: string | null = null;
  private readonly sink: Sink;

  constructor(
    private readonly sessionId: string,
    private readonly path: string,
    private readonly size: number,
    sink?: Sink,
  ) {
    this.sink = sink ?? held(baseName(path));
  }

  async run(report: Report): Promise<Outcome> {
    while (this.offset < this.size) await this.piece(report);
    await this.sink.close();
    return { end: 'done' };
  }

  abandon(): void {
    void this.sink.discard().catch(() => undefined);
  }

  private async piece(report: Report): Promise<void> {
    const end = Math.min(this.size, this.offset + PIECE_BYTES) - 1;
    const headers: Record<string, string> = { Range: `bytes=${this.offset}-${end}` };
    if (this.tag !== null) headers['If-Range'] = this.tag;
    const answer = await ask('GET', addresses.download(this.sessionId, this.path), null, {
      signal: report.signal,
      headers,
    });
    if (answer.status !== 206 && this.offset > 0) {
      // Half of one version and half of another is nobody's file.
      throw problemOf({ code: 'workbench.file_changed', detail: this.path }, 409);
    }
    this.tag ??= answer.headers.get('ETag');
    const reader = answer.body?.getReader();
    for (;;) {
      const read = await reader?.read().catch((error: unknown) => {
        throw report.signal.aborted ? error : problemOf(error, 0);
      });
      if (read?.value === undefined) break;
      await this.sink.write(read.value);
      this.offset += read.value.length;
      report.progress(this.offset);
    }
  }
}
