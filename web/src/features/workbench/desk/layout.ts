/** What the desk looks like and keeps between visits: its tabs, the terminals in them, the sizes. Pure; no requests. */
import type { SessionOut } from '../api';
import { readPanes, terminalsOf, type Panes } from './panes';

export interface Tab {
  session: string;
  panes: Panes | null;
  /** The terminal that keys go to. */
  focus: string | null;
}

export type BottomRoom = 'files' | 'tunnels';

export interface Layout {
  tabs: Tab[];
  active: string | null;
  side: { open: boolean; width: number; monitor: boolean; monitorHeight: number };
  bottom: { open: boolean; height: number; room: BottomRoom };
}

export const FRESH: Layout = {
  tabs: [],
  active: null,
  side: { open: true, width: 232, monitor: true, monitorHeight: 360 },
  bottom: { open: true, height: 260, room: 'files' },
};

export function tabOf(layout: Layout, session: string | null): Tab | undefined {
  return layout.tabs.find((tab) => tab.session === session);
}

/** Opens a tab, or shows the one that is there; `quietly` leaves the shown one in front. */
export function opened(layout: Layout, session: string, quietly = false): Layout {
  const there = tabOf(layout, session) !== undefined;
  return {
    ...layout,
    tabs: there ? layout.tabs : [...layout.tabs, { session, panes: null, focus: null }],
    active: quietly ? (layout.active ?? session) : session,
  };
}

/** Closes a tab; the one on its right comes to the front, else the one on its left. */
export function closed(layout: Layout, session: string): Layout {
  const at = layout.tabs.findIndex((tab) => tab.session === session);
  if (at < 0) return layout;
  const tabs = layout.tabs.toSpliced(at, 1);
  const next = tabs[Math.min(at, tabs.length - 1)]?.session ?? null;
  return { ...layout, tabs, active: layout.active === session ? next : layout.active };
}

/** Puts a tab where another one stands. */
export function reordered(layout: Layout, session: string, onto: string): Layout {
  const from = layout.tabs.findIndex((tab) => tab.session === session);
  const to = layout.tabs.findIndex((tab) => tab.session === onto);
  const tab = layout.tabs[from];
  if (tab === undefined || to < 0 || from === to) return layout;
  return { ...layout, tabs: layout.tabs.toSpliced(from, 1).toSpliced(to, 0, tab) };
}

/** The tab `steps` further on, in a ring. */
export function stepped(layout: Layout, steps: number): Layout {
  const { tabs } = layout;
  const at = tabs.findIndex((tab) => tab.session === layout.active);
  const next = tabs[(at + steps + tabs.length) % tabs.length];
  return next === undefined ? layout : { ...layout, active: next.session };
}

/** Another session in the place of one that ended, with nothing in it yet. */
export function renewed(layout: Layout, old: string, fresh: string): Layout {
  return {
    ...layout,
    tabs: layout.tabs
      .filter((tab) => tab.session !== fresh)
      .map((tab) => (tab.session === old ? { session: fresh, panes: null, focus: null } : tab)),
    active: layout.active === old ? fresh : layout.active,
  };
}

/** The panes of one tab changed; the focus stays unless its terminal is gone or another is named. */
export function withPanes(layout: Layout, session: string, panes: Panes | null, focus?: string): Layout {
  return {
    ...layout,
    tabs: layout.tabs.map((tab) => {
      if (tab.session !== session) return tab;
      const there = terminalsOf(panes);
      const wanted = focus ?? tab.focus;
      const kept = wanted !== null && there.includes(wanted) ? wanted : (there[0] ?? null);
      return { session, panes, focus: kept };
    }),
  };
}

/** The kept layout with the sessions that there are: gone ones lose their tab, unknown ones get one at the end. */
export function restored(layout: Layout, sessions: SessionOut[]): Layout {
  const there = new Set(sessions.filter(({ state }) => state !== 'closed').map(({ id }) => id));
  let next: Layout = { ...layout, tabs: layout.tabs.filter((tab) => there.has(tab.session)) };
  for (const { id } of sessions.filter(isKept)) next = opened(next, id, true);
  if (tabOf(next, next.active) === undefined) next = { ...next, active: next.tabs[0]?.session ?? null };
  return next;
}

/** Whether a session that this page did not open itself is worth a tab; a mere trial never gets so far. */
export function isKept(session: SessionOut): boolean {
  return session.state === 'connected' || session.state === 'lost';
}

const whole = (value: unknown, least: number, most: number, otherwise: number): number =>
  typeof value === 'number' && Number.isFinite(value)
    ? Math.min(most, Math.max(least, Math.round(value)))
    : otherwise;
const flag = (value: unknown, otherwise: boolean): boolean =>
  typeof value === 'boolean' ? value : otherwise;
const branch = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

/** Bounds of the sizes that people drag, in pixels. */
export const BOUNDS = { width: [180, 520], monitorHeight: [80, 1200], height: [96, 1200] } as const;

/** What the platform kept for us; whatever in it cannot be used is as on the first visit. */
export function readLayout(value: unknown): Layout {
  const { tabs, active, side, bottom } = branch(value);
  const [kept, below] = [branch(side), branch(bottom)];
  return {
    tabs: (Array.isArray(tabs) ? tabs : []).flatMap(readTab),
    active: typeof active === 'string' ? active : null,
    side: {
      open: flag(kept.open, FRESH.side.open),
      width: whole(kept.width, ...BOUNDS.width, FRESH.side.width),
      monitor: flag(kept.monitor, FRESH.side.monitor),
      monitorHeight: whole(kept.monitorHeight, ...BOUNDS.monitorHeight, FRESH.side.monitorHeight),
    },
    bottom: {
      open: flag(below.open, FRESH.bottom.open),
      height: whole(below.height, ...BOUNDS.height, FRESH.bottom.height),
      room: below.room === 'tunnels' ? 'tunnels' : 'files',
    },
  };
}

/** What the rooms of the desk had kept. */
export const readRooms = (value: unknown): Record<string, unknown> => branch(branch(value).rooms);

function readTab(value: unknown): Tab[] {
  const { session, panes, focus } = branch(value);
  if (typeof session !== 'string') return [];
  return [{ session, panes: readPanes(panes), focus: typeof focus === 'string' ? focus : null }];
}
