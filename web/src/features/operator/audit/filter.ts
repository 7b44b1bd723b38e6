/** Which acts the page shows: what its address says, checked, as the API and the spreadsheet are asked for it. */
import { dayEnd, dayStart, isDay, utcOffsetMinutes } from '../../../ui/days';
import { currentLanguage } from '../../../ui/language';

export interface AuditSearch {
  action?: string;
  actor?: string;
  target?: string;
  from?: string;
  to?: string;
}

export function isFiltered(search: AuditSearch): boolean {
  return Object.values(search).some((value) => value !== undefined);
}

/** For the wire: days become instants, the last one included. */
export function auditQuery({ action, actor, target, from, to }: AuditSearch) {
  return {
    action,
    actor_id: actor,
    target,
    from: isDay(from) ? dayStart(from) : undefined,
    to: isDay(to) ? dayEnd(to) : undefined,
  };
}

/** The address of the same as a spreadsheet, in the reader's language and time. */
export function auditSheet(search: AuditSearch): string {
  const query = new URLSearchParams({
    lang: currentLanguage(),
    utc_offset_minutes: String(utcOffsetMinutes()),
  });
  for (const [name, value] of Object.entries(auditQuery(search))) {
    if (value !== undefined) query.set(name, value);
  }
  return `/api/v1/admin/audit.csv?${query.toString()}`;
}
