/** Where new shells begin in the output of one terminal, and which of these places have their line on the screen. */

/** The offset of a new shell's first byte in a terminal that has had one before, and when it was started. */
export interface Seam {
  offset: number;
  at: string;
}

type Draw = (seam: Seam, drawn: () => void) => void;

/** No seam is drawn. */
export const NONE = -1;

export class Seams {
  /** Those that are not reached yet, the oldest first. */
  private ahead: Seam[] = [];
  /** Counts the attachments: what was still in the parser at the last one says nothing of this one. */
  private turn = 0;

  /** `marked` is the newest one that the screen shows a line for. */
  constructor(
    public marked = NONE,
    private readonly draw: Draw,
  ) {}

  /** The platform tells all of them anew; with `empty` the screen shows none any more. */
  restart(empty: boolean): void {
    this.turn += 1;
    this.ahead = [];
    if (empty) this.marked = NONE;
  }

  /** What the platform says; everything up to `reached` is handed on already. */
  learn(told: unknown, reached: number): void {
    for (const seam of seamsOf(told)) if (seam.offset >= reached) this.ahead.push(seam);
    this.reach(reached);
  }

  /** Hands on bytes that begin at `offset`, with the line between those of two shells. */
  pass(bytes: Uint8Array, offset: number, hand: (piece: Uint8Array) => void): void {
    let at = 0;
    for (let seam = this.ahead[0]; seam !== undefined; seam = this.ahead[0]) {
      const next = seam.offset - offset;
      if (next > bytes.length) break;
      if (next > at) hand(bytes.subarray(at, next));
      at = next;
      this.reach(seam.offset);
    }
    if (at < bytes.length) hand(bytes.subarray(at));
  }

  private reach(offset: number): void {
    for (let seam = this.ahead[0]; seam !== undefined && seam.offset <= offset; seam = this.ahead[0]) {
      this.ahead.shift();
      if (seam.offset > this.marked) this.mark(seam);
    }
  }

  private mark(seam: Seam): void {
    const { turn } = this;
    this.draw(seam, () => {
      if (turn === this.turn) this.marked = seam.offset;
    });
  }
}

function seamsOf(told: unknown): Seam[] {
  if (!Array.isArray(told)) return [];
  return (told as Partial<Seam>[]).filter(
    (seam): seam is Seam => Number.isSafeInteger(seam.offset) && typeof seam.at === 'string',
  );
}
