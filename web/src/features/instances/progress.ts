/** How far an operation has come, in the words of its own steps. */
import i18next from 'i18next';

import type { OperationOut } from '../../api';
import { wordsOf } from '../../ui/words';

export interface Progress {
  percent: number;
  doing: string;
  /** It does not get on by itself: the host does not answer, or it is being undone. */
  inTrouble: boolean;
  /** A bar says something only where there is more than one step. */
  hasBar: boolean;
}

type Shown = Pick<OperationOut, 'state' | 'step' | 'steps' | 'percent' | 'attempts'>;

export function progressOf(operation: Shown): Progress {
  const undoing = operation.state === 'undoing';
  return {
    percent: Math.min(100, Math.max(0, operation.percent)),
    doing: doing(operation),
    inTrouble: undoing || operation.attempts > 0,
    hasBar: operation.steps.length > 1,
  };
}

function doing({ state, step, attempts }: Shown): string {
  if (state === 'queued') return i18next.t('instances.queued');
  const words = wordsOf(`steps.doing.${step}`, step);
  if (attempts > 0) return i18next.t('instances.trying_again', { doing: words, tries: attempts + 1 });
  return words;
}
