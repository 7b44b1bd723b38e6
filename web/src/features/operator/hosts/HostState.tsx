import { useTranslation } from 'react-i18next';

import { Status, type Tone } from '../../../ui/Status';
import type { Standing } from './hosts';

const TONES: Record<Standing, Tone> = {
  unreachable: 'failed',
  fault: 'failed',
  expired: 'attention',
  open: 'running',
  draining: 'attention',
  closed: 'stopped',
};

/** How a host stands, in one word. */
export function HostState({ standing }: { standing: Standing }) {
  const { t } = useTranslation();
  return <Status tone={TONES[standing]}>{t(`hosts.standing.${standing}`)}</Status>;
}
