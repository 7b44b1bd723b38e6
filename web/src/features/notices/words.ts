/** A notice in one sentence of the reader's language; one whose kind is not known is shown as it came. */
import type { Notice } from '../../api';
import { time } from '../../ui/format';
import { wordsOf } from '../../ui/words';
import { faultWords } from '../operator/hosts/faults';

const MOMENT = /^\d{4}-\d\d-\d\dT/;

export function noticeSentence(notice: Pick<Notice, 'kind' | 'facts'>): string {
  const facts = Object.fromEntries(
    Object.entries(notice.facts).map(([name, value]) => [name, shown(name, value, notice)]),
  );
  return wordsOf(`notices.${notice.kind}`, `${notice.kind}: ${Object.values(facts).join(', ')}`, facts);
}

function shown(name: string, value: unknown, { kind, facts }: Pick<Notice, 'kind' | 'facts'>): unknown {
  if (typeof value !== 'string') return value;
  if (MOMENT.test(value)) return time(value, 'hour');
  // A failed operation is told by its kind, a stuck one by its id, which stays as it is.
  if (name === 'operation' && kind === 'operation_failed') return wordsOf(`notices.acts.${value}`, value);
  if (name === 'fault') return faultWords(value);
  // The platform's own English is shown where a code has no words of ours.
  if (name === 'error' && typeof facts.code === 'string') return wordsOf(`errors.${facts.code}`, value);
  return value;
}

/** What to do about it, in one line; empty where there is nothing to say. */
export function noticeAdvice({ kind }: Pick<Notice, 'kind'>): string {
  return wordsOf(`notices.advice.${kind}`, '');
}
