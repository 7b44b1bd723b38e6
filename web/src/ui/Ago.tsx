import { useTranslation } from 'react-i18next';

import { ago, time } from './format';
import { useNow } from './ticking';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** A moment of the past as people say it while it is recent: "3 minutes ago"; the exact one is in its title. */
export function Ago({ moment }: { moment: string }) {
  const { t } = useTranslation();
  const past = useNow(MINUTE_MS / 2) - Date.parse(moment);
  const words = past < MINUTE_MS ? t('common.just_now') : past < DAY_MS ? ago(past) : time(moment);
  return (
    <time dateTime={moment} title={time(moment, 'full')}>
      {words}
    </time>
  );
}
