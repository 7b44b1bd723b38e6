/** Plays a recording on a screen: forth at any speed, and to any moment. */
import { sizeOf, type Cast } from './cast';

export interface Stage {
  write: (data: string) => void;
  resize: (columns: number, rows: number) => void;
  reset: () => void;
}

export interface Playing {
  at: number;
  playing: boolean;
  speed: number;
}

/** When the next frame is drawn; `requestAnimationFrame`, or a test's own. */
export type NextFrame = (draw: (now: number) => void) => () => void;

export const SPEEDS = [0.5, 1, 1.5, 2, 4, 8];

export class Player {
  private at = 0;
  private next = 0;
  private speed = 1;
  private cancel: (() => void) | null = null;
  private drawn: number | null = null;

  constructor(
    private cast: Cast,
    private readonly stage: Stage,
    private readonly nextFrame: NextFrame,
    private readonly onChange: (now: Playing) => void,
  ) {
    this.rewind();
  }

  get state(): Playing {
    return { at: this.at, playing: this.cancel !== null, speed: this.speed };
  }

  /** Another version of the same recording, e.g. with shorter pauses; it goes on with the same event. */
  swap(cast: Cast): void {
    const last = this.cast.events[this.next - 1];
    this.at = last === undefined ? 0 : (cast.events[this.next - 1]?.at ?? 0);
    this.cast = cast;
    this.tell();
  }

  play(): void {
    if (this.cancel !== null) return;
    if (this.at >= this.cast.seconds) this.rewind();
    this.drawn = null;
    this.ask();
    this.tell();
  }

  pause(): void {
    this.cancel?.();
    this.cancel = null;
    this.tell();
  }

  faster(speed: number): void {
    this.speed = speed;
    this.tell();
  }

  seek(to: number): void {
    const at = Math.min(this.cast.seconds, Math.max(0, to));
    if (at < this.at) this.rewind();
    this.at = at;
    this.show();
    this.tell();
  }

  stop(): void {
    this.cancel?.();
    this.cancel = null;
  }

  private ask(): void {
    this.cancel = this.nextFrame((now) => this.draw(now));
  }

  private draw(now: number): void {
    if (this.cancel === null) return;
    if (this.drawn !== null) this.at += ((now - this.drawn) / 1_000) * this.speed;
    this.drawn = now;
    if (this.at >= this.cast.seconds) {
      this.at = this.cast.seconds;
      this.cancel = null;
    } else this.ask();
    this.show();
    this.tell();
  }

  private rewind(): void {
    this.at = 0;
    this.next = 0;
    this.stage.reset();
    this.stage.resize(this.cast.columns, this.cast.rows);
  }

  /** Everything up to now, output in one piece: a jump must not be drawn step by step. */
  private show(): void {
    let output = '';
    for (;;) {
      const event = this.cast.events[this.next];
      if (event === undefined || event.at > this.at) break;
      this.next += 1;
      if (event.kind === 'o') {
        output += event.data;
        continue;
      }
      const size = sizeOf(event.data);
      if (size === null) continue;
      this.stage.write(output);
      output = '';
      this.stage.resize(size.columns, size.rows);
    }
    if (output !== '') this.stage.write(output);
  }

  private tell(): void {
    this.onChange(this.state);
  }
}
