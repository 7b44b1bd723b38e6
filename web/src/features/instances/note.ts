/** What somebody must know about an instance beyond its state: why it is so, and what to do about it. */
import i18next from 'i18next';

import { wordsOf } from '../../ui/words';
import type { Instance } from './model';

export interface Note {
  tone: 'attention' | 'failed';
  words: string;
  /** What to do about it; `rent`: rent another one, `top_up`: put money in, `history`: see what happened. */
  ways: ('rent' | 'top_up' | 'history')[];
}

type Known = Pick<Instance, 'state' | 'failure' | 'started_at' | 'stop_reason' | 'run'>;

/** Stops that nobody asked for deserve a word; the rest are what they look like. */
const TOLD: Record<string, Note['ways']> = { arrears: ['top_up'], boot_failed: ['history'], operator: [] };

export function noteOf(instance: Known): Note | null {
  const { state, failure, started_at: startedAt, stop_reason: reason, run } = instance;
  if (state === 'failed') {
    const why = failure === '' ? i18next.t('instances.note.no_reason') : failure.replace(/[.。]+$/, '');
    const words = i18next.t(startedAt === null ? 'instances.note.never_made' : 'instances.note.lost', {
      why,
    });
    return { tone: 'failed', words, ways: ['rent', 'history'] };
  }
  if (state === 'unknown' || run?.paused === true)
    return { tone: 'attention', words: i18next.t('instances.note.unreachable'), ways: [] };
  const ways = TOLD[reason];
  if (state !== 'stopped' || ways === undefined) return null;
  return { tone: 'attention', words: wordsOf(`instances.stopped_by.${reason}`, reason), ways };
}
