/**
 * What the desk knows, in one place outside of React: the sessions as the platform tells of them, and the layout.
 * `courier.ts` fills it and keeps it; the rooms read it with `useDesk`.
 */
import type { DeskFrame, SessionOut, TerminalOut } from '../api';
import type { Health } from '../../../app/stream';
import { closed, FRESH, isKept, opened, tabOf, withPanes, type Layout } from './layout';
import { without } from './panes';

export interface DeskState {
  /** False until the kept layout and the sessions are known. */
  ready: boolean;
  /** How the desk's socket is. */
  health: Health;
  sessions: Readonly<Record<string, SessionOut>>;
  layout: Layout;
  /** What the rooms keep between visits, each under its own name. */
  rooms: Readonly<Record<string, unknown>>;
  /** When the next try to bring a lost session back comes, in milliseconds since 1970. */
  retryAt: Readonly<Record<string, number>>;
}

const START: DeskState = {
  ready: false,
  health: 'connecting',
  sessions: {},
  layout: FRESH,
  rooms: {},
  retryAt: {},
};

const byId = (sessions: SessionOut[]) => Object.fromEntries(sessions.map((session) => [session.id, session]));

export class DeskStore {
  #state: DeskState = START;
  readonly #listeners = new Set<() => void>();
  /** Counts what the socket said, and when it spoke of each session last. */
  #heard = 0;
  readonly #heardOf = new Map<string, number>();

  readonly get = (): DeskState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  set(change: Partial<DeskState>): void {
    this.#state = { ...this.#state, ...change };
    this.#listeners.forEach((tell) => tell());
  }

  arrange(change: (layout: Layout) => Layout): void {
    const layout = change(this.#state.layout);
    if (layout !== this.#state.layout) this.set({ layout });
  }

  keep(room: string, value: unknown): void {
    this.set({ rooms: { ...this.#state.rooms, [room]: value } });
  }

  session(id: string | null): SessionOut | undefined {
    return id === null ? undefined : this.#state.sessions[id];
  }

  /** Before a request, to be given with its answer: what the socket says meanwhile is newer than the answer. */
  get moment(): number {
    return this.#heard;
  }

  /** What a request has answered, unless something newer has been heard since it was made. */
  answered(session: SessionOut, moment: number): void {
    if ((this.#heardOf.get(session.id) ?? 0) <= moment) this.tell(session);
  }

  /** All sessions at once, as after a gap in which nothing was heard. Failed ones stay, so that one can read why. */
  know(sessions: SessionOut[], moment = this.#heard): void {
    const failed = this.#state.layout.tabs
      .map((tab) => this.session(tab.session))
      .filter((session) => session !== undefined)
      .filter((session) => session.state === 'closed');
    const newer = Object.values(this.#state.sessions).filter(
      ({ id }) => (this.#heardOf.get(id) ?? 0) > moment,
    );
    this.set({ sessions: byId([...failed, ...sessions, ...newer]) });
  }

  /** A session as it is now. One that another page opened gets a tab of its own behind the others. */
  tell(session: SessionOut): void {
    const before = this.session(session.id);
    this.set({ sessions: { ...this.#state.sessions, [session.id]: session } });
    if (this.#state.ready && isKept(session)) this.arrange((layout) => opened(layout, session.id, true));
    // What vanished while the line was up was closed on another page; what is lost with the line is opened anew.
    if (before?.state !== 'connected' || session.state !== 'connected') return;
    const left = new Set(session.terminals.map(({ id }) => id));
    for (const { id } of before.terminals) if (!left.has(id)) this.forgetTerminal(session.id, id);
  }

  /** A session that is no more. Its tab goes with it, unless it has failed and somebody should read why. */
  forget(id: string): void {
    const session = this.session(id);
    if (session?.state !== 'closed' || session.failure === null) this.drop(id);
  }

  drop(id: string): void {
    const sessions = Object.values(this.#state.sessions).filter((session) => session.id !== id);
    this.set({ sessions: byId(sessions) });
    this.arrange((layout) => closed(layout, id));
  }

  tellTerminal(terminal: TerminalOut): void {
    const session = this.session(terminal.session_id);
    if (session === undefined) return;
    const there = session.terminals.some(({ id }) => id === terminal.id);
    const terminals = there
      ? session.terminals.map((one) => (one.id === terminal.id ? terminal : one))
      : [...session.terminals, terminal];
    this.set({ sessions: { ...this.#state.sessions, [session.id]: { ...session, terminals } } });
  }

  /** A terminal that was closed, with its pane. */
  forgetTerminal(sessionId: string, terminalId: string): void {
    const session = this.session(sessionId);
    if (session !== undefined) {
      const terminals = session.terminals.filter(({ id }) => id !== terminalId);
      this.set({ sessions: { ...this.#state.sessions, [sessionId]: { ...session, terminals } } });
    }
    this.arrange((layout) => {
      const tab = tabOf(layout, sessionId);
      return tab === undefined ? layout : withPanes(layout, sessionId, without(tab.panes, terminalId));
    });
  }

  hear(frame: DeskFrame): void {
    this.#heard += 1;
    if (frame.event === 'session') this.#heardOf.set(frame.session.id, this.#heard);
    switch (frame.event) {
      case 'session':
        this.tell(frame.session);
        return;
      case 'session_gone':
        this.forget(frame.id);
        return;
      case 'terminal':
        this.tellTerminal(frame.terminal);
        return;
      case 'copy':
      case 'tunnel':
      case 'beat':
        return;
    }
  }
}
