/**
 * One terminal's bytes between the platform and the parser: in order, counted, and picked up where they were left.
 *
 * Every byte that a terminal has ever put out has a number. The stream knows up to which one it has handed bytes on
 * (`received`) and up to which the parser has taken them (`parsed`): after a break it asks for what comes next, so that
 * nothing is lost and nothing is shown twice, and it acknowledges what was parsed, so that a flood never piles up here.
 */

import { Problem } from '../../../app/problem';
import type { Socket, SocketHandlers } from '../wire';
import { Seams, type Seam } from './seams';

export type StreamState = 'connecting' | 'live' | 'reconnecting' | 'ended' | 'gone';

export interface Size {
  columns: number;
  rows: number;
}

/** What the platform says between the bytes. */
export type Word = { event: string } & Record<string, unknown>;

/** Opens a socket at `path`; `wire.openSocket`, or a test's own. */
export type Dial = (path: string, handlers: SocketHandlers<Word>) => Pick<Socket, 'send' | 'close'>;

export interface Sink {
  /** Parse these bytes and then call `parsed`; `historic` ones were put out before this stream was attached. */
  write(bytes: Uint8Array, parsed: () => void, historic: boolean): void;
  /** Draw a line between the old shell's output and the new one's, and then call `drawn`. */
  mark(seam: Seam, drawn: () => void): void;
  /** Something was lost: what follows starts on an empty screen. */
  reset(): void;
}

export interface StreamOptions {
  terminalId: string;
  dial: Dial;
  sink: Sink;
  /** The byte from which the screen that is shown goes on; null: it shows nothing yet. */
  from: number | null;
  /** The newest seam that the screen shows a line for. */
  marked?: number;
  onState: (state: StreamState) => void;
  /** What the platform says about the terminal: its title, its directory, that its program has ended. */
  onWord?: (word: Word) => void;
}

export const ACK_BYTES = 64 * 1024;
/** A pasted file must not become one frame that the platform refuses for its size. */
export const FRAME_BYTES = 64 * 1024;
const FIRST_WAIT_MS = 300;
const LONGEST_WAIT_MS = 10_000;
const BEAT_MS = 20_000;
/** The platform beats every twenty seconds: a line that has been silent for so long is dead. */
const SILENCE_MS = 50_000;
/** A timer that comes so late means that the machine was asleep, and the line with it. */
const SLEPT_MS = 15_000;
/** What is typed while the line is down is sent when it is back within so long: later, nobody expects it any more. */
const TYPED_AHEAD_MS = 5_000;
const TYPED_AHEAD_BYTES = 1_024;
const NOT_FOUND = 4404;
const FOREIGN_ORIGIN = 4403;

const encoder = new TextEncoder();

export class TerminalStream {
  state: StreamState = 'connecting';
  /** Up to which byte the parser has taken the output. */
  parsed: number;
  /** Where new shells begin. */
  readonly seams: Seams;
  private received: number;
  private acked: number;
  /** Counts the gaps: after each, the bytes are counted anew. */
  private epoch = 0;
  /** Bytes before this one are a replay of what was put out earlier. */
  private present = 0;
  private fresh: boolean;
  private line: Pick<Socket, 'send' | 'close'> | null = null;
  /** Counts the connections, so that words of an old one are not taken for the new one's. */
  private turn = 0;
  private wait = FIRST_WAIT_MS;
  private size: Size | null = null;
  private heard = 0;
  private ahead: { bytes: Uint8Array; at: number }[] = [];
  private retry: ReturnType<typeof setTimeout> | undefined;
  private beat: ReturnType<typeof setInterval> | undefined;
  private beaten = 0;

  constructor(private readonly options: StreamOptions) {
    this.fresh = options.from === null;
    this.parsed = this.received = this.acked = options.from ?? 0;
    this.seams = new Seams(options.marked, (seam, drawn) => options.sink.mark(seam, drawn));
  }

  start(): void {
    this.beaten = performance.now();
    this.beat = setInterval(() => this.tick(), BEAT_MS / 4);
    this.connect();
  }

  /** Ends it for good. */
  stop(): void {
    this.turn += 1;
    clearTimeout(this.retry);
    clearInterval(this.beat);
    this.line?.close();
    this.line = null;
  }

  /** Sends input; false when it was not and will not be. */
  send(data: string | Uint8Array): boolean {
    const bytes = typeof data === 'string' ? encoder.encode(data) : data;
    if (this.state === 'live' && this.line !== null) {
      for (let at = 0; at < bytes.length; at += FRAME_BYTES)
        this.line.send(new Uint8Array(bytes.subarray(at, at + FRAME_BYTES)));
      return true;
    }
    if (this.over) return false;
    const held = this.ahead.reduce((sum, one) => sum + one.bytes.length, 0);
    if (held + bytes.length > TYPED_AHEAD_BYTES) return false;
    this.ahead.push({ bytes, at: performance.now() });
    return true;
  }

  resize(size: Size): void {
    if (this.size?.columns === size.columns && this.size.rows === size.rows) return;
    this.size = size;
    if (this.state === 'live') this.say({ event: 'size', ...size });
  }

  /** Connects anew at once: the network has changed, or the machine woke up. */
  renew(): void {
    if (this.over) return;
    this.wait = FIRST_WAIT_MS;
    this.lose();
    this.connect();
  }

  /** Somebody looks at it again: a line that has missed a beat is not trusted. */
  look(): void {
    if (this.state === 'reconnecting') this.renew();
    else if (this.state === 'live' && performance.now() - this.heard > BEAT_MS + 5_000) this.renew();
  }

  private get over(): boolean {
    return this.state === 'ended' || this.state === 'gone';
  }

  private become(state: StreamState): void {
    if (this.state === state) return;
    this.state = state;
    this.options.onState(state);
  }

  private say(word: Word): void {
    this.line?.send(word);
  }

  private connect(): void {
    clearTimeout(this.retry);
    const turn = ++this.turn;
    const from = this.fresh ? '' : String(this.received);
    this.line = this.options.dial(
      `/terminals/${encodeURIComponent(this.options.terminalId)}/socket?from=${from}`,
      {
        onText: (word) => turn === this.turn && this.hear(word),
        onBinary: (bytes) => turn === this.turn && this.take(bytes),
        onClose: (code, problem) => turn === this.turn && this.closed(code, problem),
      },
    );
  }

  private hear(word: Word): void {
    this.heard = performance.now();
    if (word.event === 'attached') this.attached(word);
    if (word.event === 'seams') this.seams.learn(word.seams, this.received);
    if (word.event === 'state' && word.state === 'ended') this.finish('ended');
    if (word.event !== 'beat') this.options.onWord?.(word);
  }

  private attached(word: Word): void {
    const from = Number(word.from);
    this.present = Number(word.offset);
    const gap = !this.fresh && word.cut === true;
    if (gap) this.options.sink.reset();
    // A platform that was started anew counts differently, and what is shown goes on all the same.
    if (gap || from !== this.received) {
      this.epoch += 1;
      this.parsed = this.received = from;
    }
    this.acked = this.received;
    this.fresh = false;
    this.seams.restart(gap);
    this.seams.learn(word.seams, this.received);
    this.wait = FIRST_WAIT_MS;
    if (word.state === 'ended') {
      this.become('live');
      this.finish('ended');
      return;
    }
    this.become('live');
    this.sayHowLarge(gap);
    this.sendAhead();
  }

  /** Full-screen programs draw everything anew only when their size changes: after a gap it does, and back. */
  private sayHowLarge(redraw: boolean): void {
    if (this.size === null) return;
    const { columns, rows } = this.size;
    if (redraw && rows > 2) this.say({ event: 'size', columns, rows: rows - 1 });
    this.say({ event: 'size', columns, rows });
  }

  private sendAhead(): void {
    const limit = performance.now() - TYPED_AHEAD_MS;
    const typed = this.ahead.filter((one) => one.at >= limit);
    this.ahead = [];
    for (const one of typed) this.send(one.bytes);
  }

  private take(bytes: Uint8Array): void {
    this.heard = performance.now();
    this.seams.pass(bytes, this.received, (piece) => this.hand(piece));
  }

  private hand(bytes: Uint8Array): void {
    const historic = this.received < this.present;
    const end = (this.received += bytes.length);
    const epoch = this.epoch;
    this.options.sink.write(
      bytes,
      () => {
        // After a gap the count has started anew, and what was still in the parser then belongs to the old one.
        if (epoch !== this.epoch) return;
        this.parsed = end;
        if (this.parsed - this.acked >= ACK_BYTES) this.acknowledge();
      },
      historic,
    );
  }

  private acknowledge(): void {
    if (this.state !== 'live') return;
    this.acked = this.parsed;
    this.say({ event: 'ack', offset: this.parsed });
  }

  private tick(): void {
    const now = performance.now();
    const late = now - this.beaten > BEAT_MS / 4 + SLEPT_MS;
    this.beaten = now;
    if (this.state !== 'live') return;
    if (late || now - this.heard > SILENCE_MS) {
      this.renew();
      return;
    }
    this.say({ event: 'beat' });
    if (this.parsed > this.acked) this.acknowledge();
  }

  private lose(): void {
    this.turn += 1;
    this.line?.close();
    this.line = null;
    if (this.state === 'live') this.become('reconnecting');
  }

  private closed(code: number, problem: unknown): void {
    this.lose();
    const missing = problem instanceof Problem && problem.status === 404;
    if (code === NOT_FOUND || code === FOREIGN_ORIGIN || missing) this.finish('gone');
    else if (!this.over) this.again();
  }

  private again(): void {
    if (this.state !== 'connecting') this.become('reconnecting');
    // Browsers that were cut off together must not come back together.
    this.retry = setTimeout(() => this.connect(), this.wait * (0.75 + Math.random() / 2));
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT_MS);
  }

  private finish(state: 'ended' | 'gone'): void {
    clearTimeout(this.retry);
    this.become(state);
  }
}
