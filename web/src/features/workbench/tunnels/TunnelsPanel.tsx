import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { Answer, Empty } from '../../../ui/Answer';
import type { SessionOut } from '../api';
import { tunnelsQuery } from './calls';
import { TunnelForm } from './TunnelForm';
import { TunnelRow } from './TunnelRow';
import styles from './Tunnels.module.css';

/** Ports of the session's machine that are open in the browser, for its user alone. */
export function TunnelsPanel({ session }: { session: SessionOut }) {
  const { t } = useTranslation();
  const isConnected = session.state === 'connected';
  const tunnels = useQuery({ ...tunnelsQuery(session.id), enabled: isConnected });
  if (!isConnected) {
    return (
      <div className={styles.panel}>
        <Empty title={t('workbench-tunnels.not_connected')}>
          {t('workbench-tunnels.not_connected_lead')}
        </Empty>
      </div>
    );
  }
  return (
    <section className={styles.panel} aria-label={t('workbench-tunnels.title')}>
      <TunnelForm session={session} open={tunnels.data ?? []} />
      <div className={styles.list}>
        <Answer query={tunnels}>
          {(open) =>
            open.length === 0 ? (
              <Empty title={t('workbench-tunnels.none')}>{t('workbench-tunnels.none_lead')}</Empty>
            ) : (
              <ul className={styles.tunnels}>
                {open.map((tunnel) => (
                  <TunnelRow key={tunnel.id} tunnel={tunnel} />
                ))}
              </ul>
            )
          }
        </Answer>
      </div>
    </section>
  );
}
