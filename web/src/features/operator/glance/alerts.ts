/** What needs a person, in words, with where it is mended. */
import i18next from 'i18next';

import type { AlertOut } from '../../../api';
import { wordsOf } from '../../../ui/words';
import { faultWords } from '../hosts/faults';

/** Where an alert leads. A host or a card is found on the hosts' page by its id. */
export type Place =
  | { to: '/operator/hosts'; hash?: string }
  | {
      to: '/operator/instances';
      search: { tab?: 'operations' | 'strays'; query?: string };
    }
  | { to: '/operator/ledger' }
  | { to: '/operator' };

/** `failed` stops renters or money; `attention` can wait until morning. */
export type Weight = 'failed' | 'attention';

type Shown = Pick<AlertOut, 'kind' | 'subject' | 'facts'>;

const LIGHT = new Set(['stray', 'operation_failed']);

export function weightOf({ kind }: Shown): Weight {
  return LIGHT.has(kind) ? 'attention' : 'failed';
}

/** One sentence: what is wrong. */
export function alertSentence(alert: Shown): string {
  const facts = Object.values(alert.facts).map(String).join(', ');
  return wordsOf(`operator.alerts.${alert.kind}.says`, `${alert.kind}: ${facts}`, spoken(alert));
}

/** One sentence: what that means and what to do; empty for a kind that is not known. */
export function alertAdvice(alert: Shown): string {
  return wordsOf(`operator.alerts.${alert.kind}.advice`, '', spoken(alert));
}

export function placeOf({ kind, subject, facts }: Shown): Place {
  switch (kind) {
    case 'region_unreachable':
      return { to: '/operator/hosts' };
    case 'host_unreachable':
    case 'host_fault':
    case 'card_fault':
      return { to: '/operator/hosts', hash: subject };
    case 'operation_failed':
    case 'operation_stuck':
      return { to: '/operator/instances', search: { tab: 'operations', query: text(facts.instance) } };
    case 'stray':
      return { to: '/operator/instances', search: { tab: 'strays' } };
    case 'ledger_problem':
      return { to: '/operator/ledger' };
    default:
      return { to: '/operator' };
  }
}

/** The name of the link to `placeOf`. */
export function placeName({ kind }: Shown): string {
  return wordsOf(`operator.alerts.${kind}.go`, i18next.t('operator.look'));
}

/** The facts as people say them: the fault, the operation and the error in the reader's language where we know them. */
function spoken({ facts }: Shown): Record<string, unknown> {
  const operation = text(facts.operation) ?? '';
  const error = text(facts.error) ?? '';
  return {
    ...facts,
    fault: faultWords(text(facts.fault) ?? ''),
    operation: wordsOf(`operator.kinds.${operation}`, operation),
    error: wordsOf(`errors.${text(facts.code) ?? ''}`, error),
  };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The gravest first; within a weight they keep the order of the API. */
export function ranked<T extends Shown>(alerts: T[]): T[] {
  const place = (alert: T) => (weightOf(alert) === 'failed' ? 0 : 1);
  return [...alerts].sort((left, right) => place(left) - place(right));
}

/** At most `most` of each kind, in their order. */
export function shortened<T extends Shown>(alerts: T[], most: number): T[] {
  const seen = new Map<string, number>();
  return alerts.filter(({ kind }) => {
    const place = (seen.get(kind) ?? 0) + 1;
    seen.set(kind, place);
    return place <= most;
  });
}
