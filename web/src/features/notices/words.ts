/** A notice in one sentence of the reader's language; one whose kind is not known is shown as it came. */
import type { Notice } from '../../api';
import { time } from '../../ui/format';
import { wordsOf } from '../../ui/words';

const MOMENT = /^\d{4}-\d\d-\d\dT/;

export function noticeSentence(notice: Pick<Notice, 'kind' | 'facts'>): string {
  const facts = Object.fromEntries(
    Object.entries(notice.facts).map(([name, value]) => [
      name,
      typeof value === 'string' && MOMENT.test(value) ? time(value) : value,
    ]),
  );
  return wordsOf(`notices.${notice.kind}`, `${notice.kind}: ${Object.values(facts).join(', ')}`, facts);
}
