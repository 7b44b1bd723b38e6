/** Brings lost sessions back by itself: soon at first, then ever more rarely, and only while somebody looks. */
import type { SessionOut } from '../api';

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;

/** What may pass by itself. Anything else is for a person to mend; trying again would only be refused again. */
const PASSING = new Set([
  'workbench.connection_lost',
  'workbench.unreachable',
  'workbench.unknown_host',
  'workbench.timed_out',
  'workbench.restarted',
]);

export function canRetry({ failure }: SessionOut): boolean {
  return failure === null || PASSING.has(failure.code);
}

/** Its instance is not running: it is tried again as soon as that is. */
export const isOff = ({ failure }: SessionOut): boolean => failure?.code === 'workbench.instance_off';

interface Wait {
  tries: number;
  at: number;
  timer: ReturnType<typeof setTimeout> | undefined;
}

export class Reviver {
  readonly #waits = new Map<string, Wait>();

  constructor(
    private readonly reconnect: (sessionId: string) => Promise<unknown>,
    /** Called with the times of the next tries. */
    private readonly onPlan: (retryAt: Record<string, number>) => void,
    private readonly now: () => number = Date.now,
  ) {}

  /** Looks at all sessions: plans a try for each lost one, and forgets those that are back. */
  watch(sessions: SessionOut[], visible: boolean): void {
    let changed = false;
    const lost = new Map(sessions.filter(({ state }) => state === 'lost').map((one) => [one.id, one]));
    for (const [id, wait] of this.#waits) {
      const session = sessions.find((one) => one.id === id);
      // While it is being tried its count goes on, so that the next wait is longer.
      if (session !== undefined && session.state !== 'connected' && session.state !== 'closed') continue;
      clearTimeout(wait.timer);
      this.#waits.delete(id);
      changed = true;
    }
    for (const session of lost.values()) changed = this.#plan(session, visible) || changed;
    if (changed) this.#tell();
  }

  /** A person presses the button, or the network is back: now. */
  hurry(sessionId: string): void {
    const wait = this.#waits.get(sessionId) ?? { tries: 0, at: 0, timer: undefined };
    clearTimeout(wait.timer);
    this.#waits.set(sessionId, { tries: wait.tries, at: 0, timer: undefined });
    this.#go(sessionId);
  }

  hurryAll(): void {
    for (const [id, wait] of this.#waits) if (wait.timer !== undefined) this.hurry(id);
  }

  stop(): void {
    for (const wait of this.#waits.values()) clearTimeout(wait.timer);
    this.#waits.clear();
  }

  #plan(session: SessionOut, visible: boolean): boolean {
    const wait = this.#waits.get(session.id) ?? { tries: 0, at: 0, timer: undefined };
    if (wait.timer !== undefined) {
      if (visible) return false;
      clearTimeout(wait.timer);
      this.#waits.set(session.id, { ...wait, at: 0, timer: undefined });
      return true;
    }
    if (!visible || wait.at > 0 || !canRetry(session)) return false;
    const delay = Math.min(FIRST_WAIT_MS * 2 ** wait.tries, LONGEST_WAIT_MS);
    const timer = setTimeout(() => this.#go(session.id), delay);
    this.#waits.set(session.id, { tries: wait.tries + 1, at: this.now() + delay, timer });
    return true;
  }

  #go(sessionId: string): void {
    const wait = this.#waits.get(sessionId);
    // Marked as under way until it is over, so that what is told meanwhile plans no second try.
    if (wait !== undefined) this.#waits.set(sessionId, { ...wait, timer: undefined, at: Infinity });
    this.#tell();
    void this.reconnect(sessionId)
      .catch(() => undefined)
      .finally(() => {
        const after = this.#waits.get(sessionId);
        if (after !== undefined) this.#waits.set(sessionId, { ...after, at: 0 });
        // Whoever shows the plan looks at the sessions again now, and the next try is planned.
        this.#tell();
      });
  }

  #tell(): void {
    const planned = [...this.#waits].filter(([, wait]) => wait.timer !== undefined);
    this.onPlan(Object.fromEntries(planned.map(([id, wait]) => [id, wait.at])));
  }
}
