/**
 * What terminals showed, kept by this tab of the browser while it is open: a page that is loaded again draws it at
 * once and asks the platform for what comes next. Bounded: the newest ones stay.
 */

export interface Snapshot {
  offset: number;
  /** The newest seam that a line is drawn for in it. */
  marked: number;
  columns: number;
  rows: number;
  screen: string;
}

interface Kept extends Snapshot {
  at: number;
}

const PREFIX = 'zuka.screen.';
const ONE_LENGTH = 512 * 1024;
const ALL_LENGTH = 3 * 1024 * 1024;

export class Snapshots {
  constructor(private readonly store: Storage) {}

  read(terminalId: string): Snapshot | null {
    const text = this.store.getItem(PREFIX + terminalId);
    if (text === null) return null;
    try {
      const kept = JSON.parse(text) as Partial<Kept>;
      const { offset, marked, columns, rows, screen } = kept;
      const whole = [offset, marked, columns, rows].every((one) => Number.isSafeInteger(one));
      return whole && typeof screen === 'string' ? (kept as Kept) : null;
    } catch {
      return null;
    }
  }

  /** Keeps it where there is room; what is too large for that is forgotten, and the platform replays what it has. */
  write(terminalId: string, snapshot: Snapshot): void {
    const text = JSON.stringify({ ...snapshot, at: Date.now() } satisfies Kept);
    this.forget(terminalId);
    if (text.length > ONE_LENGTH) return;
    this.makeRoom(ALL_LENGTH - text.length);
    try {
      this.store.setItem(PREFIX + terminalId, text);
    } catch {
      // The browser has no room for it; the platform's replay is all there will be.
    }
  }

  forget(terminalId: string): void {
    this.store.removeItem(PREFIX + terminalId);
  }

  private makeRoom(room: number): void {
    const held: { key: string; at: number; length: number }[] = [];
    for (let index = 0; index < this.store.length; index += 1) {
      const key = this.store.key(index);
      if (!key?.startsWith(PREFIX)) continue;
      const text = this.store.getItem(key) ?? '';
      held.push({ key, length: text.length, at: Number(/"at":(\d+)\}$/.exec(text)?.[1] ?? 0) });
    }
    held.sort((one, other) => other.at - one.at);
    let used = 0;
    for (const one of held) {
      used += one.length;
      if (used > room) this.store.removeItem(one.key);
    }
  }
}
