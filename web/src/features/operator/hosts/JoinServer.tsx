import { useTranslation } from 'react-i18next';

import { CopyBlock } from '../../../ui/Copy';
import { Panel } from '../../../ui/Page';
import styles from './JoinServer.module.css';

const REGION_SETTINGS = `ZUKA_REGIONS__EAST__ENDPOINT=https://10.0.0.2:8443
ZUKA_REGIONS__EAST__SERVER_CERTIFICATE=/etc/zuka/east.crt
ZUKA_REGIONS__EAST__CLIENT_CERTIFICATE=/etc/zuka/us.crt
ZUKA_REGIONS__EAST__CLIENT_KEY=/etc/zuka/us.key`;

/** The two ways there are to bring another server in. */
export function JoinServer() {
  const { t } = useTranslation();
  return (
    <div id="join" className={styles.anchor}>
      <Panel title={t('hosts.join.title')}>
        <div className={styles.ways}>
          <div className={styles.way}>
            <h3>{t('hosts.join.cluster')}</h3>
            <p>{t('hosts.join.cluster_lead')}</p>
            <CopyBlock
              text="incus cluster add server2"
              label={t('common.copy_what', { what: t('hosts.join.command') })}
            />
            <p className="quiet small">{t('hosts.join.cluster_note')}</p>
          </div>
          <div className={styles.way}>
            <h3>{t('hosts.join.region')}</h3>
            <p>{t('hosts.join.region_lead')}</p>
            <CopyBlock
              text={REGION_SETTINGS}
              label={t('common.copy_what', { what: t('hosts.join.settings') })}
            />
            <p className="quiet small">{t('hosts.join.region_note')}</p>
          </div>
        </div>
      </Panel>
    </div>
  );
}
