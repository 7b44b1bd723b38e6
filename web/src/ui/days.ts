/** Days of the reader's own calendar, as addresses and date fields carry them: "2026-07-01". */
import i18next from 'i18next';

import { time } from './format';

/** The year keeps a date that is still being typed, such as 0002-01-01, from counting as one. */
const DAY = /^2\d{3}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;

export function isDay(value: unknown): value is string {
  return typeof value === 'string' && DAY.test(value);
}

/** The day that `moment` falls on. */
export function dayOf(moment: string | number | Date): string {
  const date = new Date(moment);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** Its midnight. A day has 23 or 25 hours now and then, so the calendar is asked and nothing is added up. */
function midnight(day: string, later = 0): Date {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date + later);
}

export function shiftDay(day: string, by: number): string {
  return dayOf(midnight(day, by));
}

/** The instant at which it begins, for the wire. */
export function dayStart(day: string): string {
  return midnight(day).toISOString();
}

/** The first instant after it, for the wire. */
export function dayEnd(day: string): string {
  return midnight(day, 1).toISOString();
}

/** Minutes that the reader's clock is ahead of UTC. */
export function utcOffsetMinutes(): number {
  return -new Date().getTimezoneOffset();
}

/** "Today", "Yesterday", else the date. */
export function dayWord(day: string, today: string): string {
  if (day === today) return i18next.t('common.today');
  if (day === shiftDay(today, -1)) return i18next.t('common.yesterday');
  return time(midnight(day), 'date');
}

/** "24 Nov" */
export function dayShort(day: string): string {
  return time(midnight(day), 'day');
}
