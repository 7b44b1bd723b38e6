/**
 * trz and tsz: files that go through the terminal itself, also inside tmux. The library is fetched only when a program
 * on the other side says its magic words.
 */
import type { TrzszFilter } from 'trzsz';

import { ensurePickers } from './pickers';

const MAGIC = new TextEncoder().encode('::TRZSZ:TRANSFER:');
/** The magic words with the mode, the version and a number behind them. */
const WORDS_LENGTH = 64;
/** Input frames of this size pass every proxy. */
const CHUNK_BYTES = 1024 * 1024;

export function hasMagic(bytes: Uint8Array): boolean {
  for (let at = bytes.indexOf(0x3a); at >= 0; at = bytes.indexOf(0x3a, at + 1)) {
    if (MAGIC.every((byte, index) => bytes[at + index] === byte)) return true;
  }
  return false;
}

export interface TransferOptions {
  show: (data: string | Uint8Array) => void;
  send: (data: string | Uint8Array) => void;
  columns: () => number;
}

/** Stands between the line and the parser; most of the time it only looks. */
export class FileTransfer {
  private filter: TrzszFilter | null = null;
  private last = new Uint8Array(0);
  private mute = false;

  constructor(private readonly options: TransferOptions) {}

  get busy(): boolean {
    return this.filter?.isTransferringFiles() === true;
  }

  /** Takes the output when it is a transfer's; false: it is to be shown. `historic` output starts nothing. */
  take(bytes: Uint8Array, historic: boolean): boolean {
    if (this.filter !== null && this.busy) {
      this.filter.processServerOutput(bytes);
      return true;
    }
    if (historic) return false;
    const seen = new Uint8Array(this.last.length + bytes.length);
    seen.set(this.last);
    seen.set(bytes, this.last.length);
    if (hasMagic(seen)) {
      this.last = new Uint8Array(0);
      void this.begin(seen);
    } else this.last = seen.slice(Math.max(0, seen.length - WORDS_LENGTH));
    return false;
  }

  /** Takes what is typed while files are on their way: Ctrl+C stops, everything else would end up in a file. */
  type(data: string): boolean {
    if (this.filter === null || !this.busy) return false;
    this.filter.processTerminalInput(data);
    return true;
  }

  resize(columns: number): void {
    this.filter?.setTerminalColumns(columns);
  }

  stop(): void {
    if (this.busy) this.filter?.stopTransferringFiles();
  }

  private async begin(seen: Uint8Array): Promise<void> {
    const { TrzszFilter: Filter } = await import('trzsz');
    ensurePickers();
    this.filter ??= new Filter({
      writeToTerminal: (data) => {
        if (this.mute) return;
        if (typeof data === 'string') this.options.show(data);
        else if (data instanceof ArrayBuffer) this.options.show(new Uint8Array(data));
        else if (data instanceof Uint8Array) this.options.show(data);
      },
      sendToServer: (data) => this.options.send(data),
      terminalColumns: this.options.columns(),
      maxDataChunkSize: CHUNK_BYTES,
    });
    // These bytes are on the screen already; the filter only has to find the words in them.
    this.mute = true;
    this.filter.processServerOutput(seen);
    this.mute = false;
  }
}
