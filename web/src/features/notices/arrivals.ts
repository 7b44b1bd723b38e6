/** Which notices are new since the page was opened, and notices day by day. Pure. */
import type { Notice } from '../../api';
import { dayOf } from '../../ui/days';

/** What has been seen already: everything that was there at the first look, and everything told since. */
export interface Seen {
  ids: ReadonlySet<string>;
  /** The newest moment seen. What is older was not new when it appeared, only further down the list. */
  newestAt: string;
}

/** The first look: nothing of it is news. */
export function firstLook(notices: Notice[]): Seen {
  return { ids: new Set(notices.map((one) => one.id)), newestAt: newest(notices, '') };
}

/** Those to tell about now, oldest first, and what has been seen after that. Each is told once. */
export function arrivals(seen: Seen, notices: Notice[]): { fresh: Notice[]; seen: Seen } {
  const unknown = notices.filter((one) => !seen.ids.has(one.id));
  const fresh = unknown.filter((one) => one.read_at === null && one.created_at >= seen.newestAt);
  fresh.sort((a, b) => a.created_at.localeCompare(b.created_at));
  const ids = new Set([...seen.ids, ...unknown.map((one) => one.id)]);
  return { fresh, seen: { ids, newestAt: newest(unknown, seen.newestAt) } };
}

function newest(notices: Notice[], than: string): string {
  return notices.reduce((latest, one) => (one.created_at > latest ? one.created_at : latest), than);
}

export interface NoticeDay {
  day: string;
  notices: Notice[];
}

/** By the reader's calendar, newest first in every day and over all. */
export function byDay(notices: Notice[]): NoticeDay[] {
  const days: NoticeDay[] = [];
  for (const notice of [...notices].sort((a, b) => b.created_at.localeCompare(a.created_at))) {
    const day = dayOf(notice.created_at);
    const last = days.at(-1);
    if (last?.day === day) last.notices.push(notice);
    else days.push({ day, notices: [notice] });
  }
  return days;
}
