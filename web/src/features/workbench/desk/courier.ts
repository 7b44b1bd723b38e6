/**
 * Keeps a desk's store in step with the platform: loads what there is, listens to the desk's socket and heals it,
 * keeps the layout, brings lost sessions back and sees to it that every connected session has a terminal.
 */
import { refresh } from '../../../app/queries';
import type { AnswerIn, DeskFrame, SessionIn, SessionOut } from '../api';
import { noteCopy } from '../files/transfers/copies';
import { askForCopies } from '../files/useCopies';
import { openSocket, type Socket } from '../wire';
import * as calls from './calls';
import {
  closed,
  opened,
  readLayout,
  readRooms,
  renewed,
  restored,
  tabOf,
  withPanes,
  type Layout,
} from './layout';
import { replaced, split, terminalsOf, type Axis } from './panes';
import { Reviver } from './revive';
import type { DeskStore } from './store';

const SAVE_MS = 800;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;
/** What a terminal is opened with; it says its real size as soon as it is drawn. */
const SIZE = { columns: 100, rows: 30 };

interface Kept {
  layout: Layout;
  rooms: Readonly<Record<string, unknown>>;
}

const bodyOf = ({ layout, rooms }: Kept) => ({ ...layout, rooms });

export class Courier {
  #socket: Socket | null = null;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #wait = FIRST_WAIT_MS;
  #save: ReturnType<typeof setTimeout> | undefined;
  #saved: Kept | null = null;
  /** Counts the starts, so that answers to an earlier one change nothing. */
  #run = 0;
  #stopped = true;
  readonly #filling = new Set<string>();
  readonly #reviver: Reviver;
  #unsubscribe: () => void = () => undefined;

  constructor(private readonly store: DeskStore) {
    this.#reviver = new Reviver(
      (id) => this.#reconnect(id),
      (retryAt) => this.store.set({ retryAt }),
    );
  }

  /** Resolves when the desk as it was left is there again. */
  async start(): Promise<void> {
    const run = ++this.#run;
    this.#stopped = false;
    document.addEventListener('visibilitychange', this.#look);
    globalThis.addEventListener('online', this.#online);
    globalThis.addEventListener('pagehide', this.#leave);
    const [desk, sessions] = await Promise.all([calls.getDesk(), calls.listSessions()]);
    if (run !== this.#run) return;
    const layout = restored(readLayout(desk.body), sessions);
    this.#saved = { layout, rooms: readRooms(desk.body) };
    this.store.know(sessions);
    this.store.set({ ...this.#saved, ready: true });
    this.#unsubscribe = this.store.subscribe(this.#changed);
    this.#changed();
    this.#connect();
  }

  stop(): void {
    this.#run += 1;
    this.#stopped = true;
    document.removeEventListener('visibilitychange', this.#look);
    globalThis.removeEventListener('online', this.#online);
    globalThis.removeEventListener('pagehide', this.#leave);
    this.#unsubscribe();
    this.#leave();
    this.#reviver.stop();
    clearTimeout(this.#retry);
    this.#socket?.close();
  }

  /** Opens a session in a tab of its own, or in the place of `instead`, which has ended. */
  async open(body: SessionIn, instead?: string): Promise<SessionOut> {
    const { moment } = this.store;
    const session = await calls.openSession(body);
    this.store.answered(session, moment);
    this.store.arrange((layout) =>
      instead === undefined ? opened(layout, session.id) : renewed(layout, instead, session.id),
    );
    return session;
  }

  async close(id: string): Promise<void> {
    const over = this.store.session(id)?.state === 'closed';
    if (!over) await calls.closeSession(id);
    this.store.drop(id);
  }

  async answer(id: string, answer: AnswerIn): Promise<SessionOut> {
    const { moment } = this.store;
    const session = await calls.answerSession(id, answer);
    this.store.answered(session, moment);
    return session;
  }

  reconnect(id: string): void {
    this.#reviver.hurry(id);
  }

  async split(session: string, axis: Axis): Promise<void> {
    const tab = tabOf(this.store.get().layout, session);
    const at = tab?.focus ?? null;
    const directory = this.store.session(session)?.terminals.find((one) => one.id === at)?.directory;
    const fresh = await this.#openTerminal(session, directory);
    this.store.arrange((layout) => {
      const panes = tabOf(layout, session)?.panes ?? null;
      const next = panes === null || at === null ? { terminal: fresh } : split(panes, at, axis, fresh);
      return withPanes(layout, session, next, fresh);
    });
  }

  async closeTerminal(session: string, terminal: string): Promise<void> {
    this.store.forgetTerminal(session, terminal);
    await calls.closeTerminal(terminal);
  }

  /** A new shell in the pane of one that has ended. */
  async renewTerminal(session: string, terminal: string): Promise<void> {
    const directory = this.store.session(session)?.terminals.find((one) => one.id === terminal)?.directory;
    const fresh = await this.#openTerminal(session, directory);
    this.store.arrange((layout) => {
      const panes = tabOf(layout, session)?.panes ?? null;
      return withPanes(
        layout,
        session,
        panes === null ? { terminal: fresh } : replaced(panes, terminal, fresh),
        fresh,
      );
    });
    await calls.closeTerminal(terminal).catch(() => undefined);
    this.store.forgetTerminal(session, terminal);
  }

  async #openTerminal(session: string, directory?: string | null): Promise<string> {
    const body = { ...SIZE, ...(directory != null && directory !== '' && { directory }) };
    const terminal = await calls.openTerminal(session, body);
    this.store.tellTerminal(terminal);
    return terminal.id;
  }

  async #reconnect(id: string): Promise<void> {
    const { moment } = this.store;
    try {
      this.store.answered(await calls.reconnectSession(id), moment);
    } catch (error) {
      // Somebody else may have brought it back, or closed it: what is true now is asked for.
      this.store.answered(await calls.getSession(id), moment);
      throw error;
    }
  }

  readonly #changed = (): void => {
    const { layout, rooms, sessions } = this.store.get();
    if (layout !== this.#saved?.layout || rooms !== this.#saved.rooms) {
      this.#saved = { layout, rooms };
      clearTimeout(this.#save);
      this.#save = setTimeout(() => {
        this.#save = undefined;
        void calls.putDesk(bodyOf({ layout, rooms })).catch(() => undefined);
      }, SAVE_MS);
    }
    const kept = layout.tabs.map((tab) => sessions[tab.session]).filter((one) => one !== undefined);
    this.#reviver.watch(kept, document.visibilityState === 'visible');
    for (const session of kept) this.#fill(session, layout);
  };

  /** A connected session shows its terminals where they were; it gets a first one when it has none. */
  #fill(session: SessionOut, layout: Layout): void {
    const tab = tabOf(layout, session.id);
    if (tab === undefined || session.state !== 'connected' || this.#filling.has(session.id)) return;
    // One that is lost with its line comes back by itself, with what was on its screen.
    const alive = session.terminals.map((one) => one.id);
    const shown = terminalsOf(tab.panes);
    const missing = shown.filter((id) => !alive.includes(id));
    if (missing.length === 0 && shown.length > 0) return;
    const spare = alive.filter((id) => !shown.includes(id));
    this.#filling.add(session.id);
    void this.#mend(session.id, missing, spare).finally(() => this.#filling.delete(session.id));
  }

  async #mend(session: string, missing: string[], spare: string[]): Promise<void> {
    const places: (string | null)[] = missing.length > 0 ? missing : [null];
    for (const old of places) {
      const fresh = spare.shift() ?? (await this.#openTerminal(session).catch(() => null));
      if (fresh === null || this.#stopped) return;
      this.store.arrange((layout) => {
        const panes = tabOf(layout, session)?.panes ?? null;
        const next = panes === null || old === null ? { terminal: fresh } : replaced(panes, old, fresh);
        return withPanes(layout, session, next, fresh);
      });
    }
  }

  #connect(): void {
    clearTimeout(this.#retry);
    this.#socket?.close();
    this.#socket = openSocket<DeskFrame>('/desk/socket', {
      onOpen: () => {
        this.#wait = FIRST_WAIT_MS;
        this.store.set({ health: 'live' });
        // What happened while nobody listened.
        const { moment } = this.store;
        askForCopies();
        void calls.listSessions().then(
          (sessions) => this.#catchUp(sessions, moment),
          () => undefined,
        );
      },
      onText: (frame) => {
        this.store.hear(frame);
        if (frame.event === 'copy') noteCopy(frame.copy);
        if (frame.event === 'tunnel') void refresh('listTunnels');
      },
      onClose: () => {
        if (this.#stopped) return;
        this.store.set({ health: 'lost' });
        this.#retry = setTimeout(() => this.#connect(), this.#wait);
        this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT_MS);
      },
    });
  }

  #catchUp(sessions: SessionOut[], moment: number): void {
    if (this.#stopped) return;
    const { layout } = this.store.get();
    this.store.know(sessions, moment);
    const { sessions: known } = this.store.get();
    this.store.arrange(() => {
      const gone = layout.tabs.filter((tab) => known[tab.session] === undefined);
      return gone.reduce((rest, tab) => closed(rest, tab.session), this.store.get().layout);
    });
    sessions.forEach((session) => this.store.answered(session, moment));
  }

  readonly #look = (): void => {
    this.#changed();
    if (document.visibilityState === 'visible' && this.store.get().health === 'lost') this.#connect();
  };

  readonly #online = (): void => {
    if (this.store.get().health === 'lost') this.#connect();
    this.#reviver.hurryAll();
  };

  readonly #leave = (): void => {
    if (this.#save === undefined) return;
    clearTimeout(this.#save);
    this.#save = undefined;
    calls.leaveDesk(bodyOf(this.store.get()));
  };
}
