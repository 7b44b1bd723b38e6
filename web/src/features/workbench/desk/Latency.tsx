import { useTranslation } from 'react-i18next';

import type { SessionOut } from '../api';
import styles from './Latency.module.css';

/** Where the session in front leads, and how far away that is. */
export function Latency({ session }: { session: SessionOut }) {
  const { t } = useTranslation();
  if (session.state !== 'connected') return null;
  const ms = session.latency_ms === null ? null : Math.max(1, Math.round(session.latency_ms));
  return (
    <span className={styles.where}>
      {session.instance_id === null && <span className={styles.target}>{session.target}</span>}
      {ms !== null && (
        <span className="num" title={t('workbench.latency', { ms })}>
          {t('workbench.latency_short', { ms })}
        </span>
      )}
    </span>
  );
}
