import { useTranslation } from 'react-i18next';

import { Status, Tag, type Tone } from '../../ui/Status';
import { wordsOf } from '../../ui/words';

const TONES: Record<string, Tone> = {
  creating: 'busy',
  starting: 'busy',
  running: 'running',
  restarting: 'busy',
  stopping: 'busy',
  stopped: 'stopped',
  releasing: 'busy',
  released: 'stopped',
  failed: 'failed',
  unknown: 'unknown',
};

/** An instance's state in the reader's words. */
export function InstanceState({ state }: { state: string }) {
  return <Status tone={TONES[state] ?? 'unknown'}>{wordsOf(`states.${state}`, state)}</Status>;
}

/** "2 × RTX 3090", with the mark of cards that are not real. */
export function Cards({ count, model, simulated }: { count: number; model: string; simulated: boolean }) {
  return (
    <span>
      {count} × {model} {simulated && <SimulatedTag />}
    </span>
  );
}

/** Wherever somebody could take a simulated card for a real one. */
export function SimulatedTag() {
  const { t } = useTranslation();
  return (
    <Tag tone="simulated" title={t('common.simulated_hint')}>
      {t('common.simulated')}
    </Tag>
  );
}
