import type { SocketHandlers } from '../wire';
import type { Word } from './stream';

/** A platform that holds one terminal's output and plays it to whoever attaches. */
export class Platform {
  output = new Uint8Array(0);
  /** The oldest byte that it still has. */
  oldest = 0;
  paths: string[] = [];
  words: Word[] = [];
  input: Uint8Array[] = [];
  handlers: SocketHandlers<Word> | null = null;
  closed = 0;

  readonly dial = (path: string, handlers: SocketHandlers<Word>) => {
    this.paths.push(path);
    this.handlers = handlers;
    return {
      send: (frame: Record<string, unknown> | Uint8Array | ArrayBuffer) => {
        if (frame instanceof Uint8Array) this.input.push(frame);
        else this.words.push(frame as Word);
        return true;
      },
      close: () => {
        this.closed += 1;
      },
    };
  };

  attach(more: Partial<Word> = {}): void {
    const asked = /from=(\d*)/.exec(this.paths.at(-1) ?? '')?.[1] ?? '';
    const wanted = asked === '' ? this.oldest : Number(asked);
    const cut = wanted < this.oldest || wanted > this.output.length;
    const from = cut ? this.oldest : wanted;
    this.handlers?.onText?.({
      event: 'attached',
      offset: this.output.length,
      from,
      cut,
      state: 'open',
      ...more,
    });
    if (from < this.output.length) this.handlers?.onBinary?.(this.output.slice(from));
  }

  put(text: string): void {
    const bytes = new TextEncoder().encode(text);
    const all = new Uint8Array(this.output.length + bytes.length);
    all.set(this.output);
    all.set(bytes, this.output.length);
    this.output = all;
    this.handlers?.onBinary?.(bytes);
  }

  drop(code = 1006, problem?: unknown): void {
    const handlers = this.handlers;
    this.handlers = null;
    handlers?.onClose?.(code, problem);
  }
}
