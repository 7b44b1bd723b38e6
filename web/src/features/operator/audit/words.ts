/** One line of the audit log in the reader's words: what was done, to what, and the facts that belong to it. */
import i18next from 'i18next';

import type { AuditEntry } from '../../../api';
import { count, money, percent, time } from '../../../ui/format';
import { wordsOf } from '../../../ui/words';

type Shown = Pick<AuditEntry, 'action' | 'target' | 'facts'>;

export function actWord(action: string): string {
  return wordsOf(`audit.act.${action}`, action);
}

export interface Detail {
  name: string;
  words: string;
  /** It is written for machines: a request, a fingerprint, an id. */
  isCode: boolean;
}

/** Facts that are shown in another place: in the name of the target, or as a link. */
const ELSEWHERE = new Set(['name', 'host', 'entry']);
const CODE = new Set(['request', 'fingerprint', 'uuid', 'host_id', 'id', 'build']);

/** The facts of an act, as people say them; what says nothing is left out. */
export function detailsOf(entry: Shown): Detail[] {
  return Object.entries(entry.facts)
    .filter(([name]) => !ELSEWHERE.has(name))
    .map(([name, value]) => ({
      name: wordsOf(`audit.fact.${name}`, name),
      words: said(name, value, entry),
      isCode: CODE.has(name),
    }))
    .filter(({ words }) => words !== '');
}

type Say = (value: unknown, entry: Shown) => string;

const SAY: Record<string, Say> = {
  amount: (value) => money(written(value), { exact: true }),
  list_price_micros: (value) =>
    i18next.t('common.per_hour', { amount: money(Number(value), { exact: true }) }),
  discount_percent: (value) => percent(Number(value)),
  // A number that names a thing has no thousands.
  port: (value) => String(value),
  until: (value) => time(written(value)),
  rentable_until: (value) => (value === null ? i18next.t('hosts.for_ever') : time(written(value))),
  role: (value) => wordsOf(`users.role.${written(value)}`, written(value)),
  state: (value) => wordsOf(`hosts.standing.${written(value)}`, written(value)),
  kind: (value) => wordsOf(`instances.kind.${written(value)}`, written(value)),
  // Who asked is said by who acted, unless it was the platform; that of a credit or debit is somebody's own sentence.
  reason: (value, { action }) => (action.startsWith('wallet.') ? written(value) : byWhom(written(value))),
};

function byWhom(reason: string): string {
  return reason === 'renter' || reason === 'operator' ? '' : wordsOf(`operations.reason.${reason}`, reason);
}

/** A fact as it is written down, for where its shape is another than we know. */
const written = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));

function said(name: string, value: unknown, entry: Shown): string {
  const say = SAY[name];
  if (say !== undefined) {
    try {
      return say(value, entry);
    } catch {
      // A fact of another shape than we know is shown as it came.
    }
  }
  return plain(value);
}

function plain(value: unknown): string {
  if (value === null || value === undefined || value === false) return '';
  if (value === true) return i18next.t('audit.yes');
  if (typeof value === 'number') return count(value);
  if (Array.isArray(value)) return value.map(plain).join(i18next.t('common.list_comma'));
  return written(value);
}

export type TargetKind = 'user' | 'instance' | 'host' | 'codes' | 'image' | 'other';

export interface Target {
  kind: TargetKind;
  id: string;
  /** As far as the entry itself knows it. */
  name: string | null;
}

const KINDS: [RegExp, TargetKind][] = [
  [/^u-/, 'user'],
  [/^i-/, 'instance'],
  [/^(host|card)-/, 'host'],
  [/^rb-/, 'codes'],
  [/^img-/, 'image'],
];

/** What was acted on; its id says of which kind it is. */
export function targetOf({ target, facts }: Shown): Target {
  const kind = KINDS.find(([pattern]) => pattern.test(target))?.[1] ?? 'other';
  const name = [facts.name, facts.host, facts.model].find((one) => typeof one === 'string');
  return { kind, id: target, name: typeof name === 'string' && kind !== 'other' ? name : null };
}
