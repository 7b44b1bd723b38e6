import { Button } from 'antd';
import { useTranslation } from 'react-i18next';

import { Banner } from '../../../ui/Banner';
import { useNow } from '../../../ui/ticking';
import type { SessionOut } from '../api';
import { failureWords } from './failure';
import styles from './LostBanner.module.css';
import { canRetry, isOff } from './revive';
import { useDesk, useDeskParts } from './useDesk';

function waitOf(session: SessionOut): 'lost_now' | 'lost_off' | 'lost_stopped' {
  if (isOff(session)) return 'lost_off';
  return canRetry(session) ? 'lost_now' : 'lost_stopped';
}

/** Over terminals whose line is gone: why, when it is tried again, and the way to try it now. */
export function LostBanner({ session }: { session: SessionOut }) {
  const { t } = useTranslation();
  const { courier } = useDeskParts();
  const at = useDesk((state) => state.retryAt[session.id]);
  const now = useNow();
  const wait =
    at === undefined
      ? t(`workbench.${waitOf(session)}`)
      : t('workbench.lost_wait', { seconds: Math.max(0, Math.ceil((at - now) / 1000)) });
  return (
    <div className={styles.lost}>
      <Banner
        tone="attention"
        title={t('workbench.lost_title', { name: session.title })}
        actions={
          <Button size="small" type="primary" onClick={() => courier.reconnect(session.id)}>
            {t('workbench.reconnect')}
          </Button>
        }
      >
        {session.failure !== null && `${failureWords(session.failure).what} · `}
        <span className="num">{wait}</span>
      </Banner>
    </div>
  );
}
