import { useTranslation } from 'react-i18next';

import type { BuildView } from '../../../api';
import { duration } from '../../../ui/format';
import { Status, type Tone } from '../../../ui/Status';

const TONES: Record<BuildView['state'], Tone> = {
  queued: 'busy',
  running: 'busy',
  succeeded: 'running',
  failed: 'failed',
};

/** How a build stands, and how long it took when it is over. */
export function BuildState({ build }: { build: BuildView }) {
  const { t } = useTranslation();
  const { created_at: from, finished_at: to } = build;
  return (
    <span>
      <Status tone={TONES[build.state]}>{t(`catalogue.build_state.${build.state}`)}</Status>
      {to !== null && (
        <span className="quiet small num"> · {duration(Date.parse(to) - Date.parse(from))}</span>
      )}
    </span>
  );
}
