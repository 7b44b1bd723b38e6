import { ExportOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';

import { JUPYTER_PORT } from '../../instances/names';
import { useOpenService } from '../../instances/openService';
import { shortCommand } from '../monitor/rows';
import type { ListenerOut, SessionOut } from '../api';
import { openTunnel } from './calls';
import { programOf } from './programs';
import { placeOf } from './target';
import styles from './Tunnels.module.css';
import { useOpenTunnel } from './useOpenTunnel';

/** What listens on the machine and is not open yet: one click opens it. */
export function Listening({ session, listeners }: { session: SessionOut; listeners: ListenerOut[] }) {
  const { t } = useTranslation();
  return (
    <section aria-label={t('workbench-tunnels.listening')}>
      <h3 className={styles.title}>
        {t('workbench-tunnels.listening')} <span className="num quiet">{listeners.length}</span>
      </h3>
      <ul className={styles.tunnels}>
        {listeners.map((one) => (
          <Listener key={placeOf(one)} session={session} listener={one} />
        ))}
      </ul>
    </section>
  );
}

function Listener({ session, listener }: { session: SessionOut; listener: ListenerOut }) {
  const { t } = useTranslation();
  const show = useOpenTunnel();
  const openService = useOpenService();
  const place = placeOf(listener);
  const { name, web } = programOf(listener);
  const open = () => {
    const { host, port } = listener;
    // The platform's own way into a rented machine's JupyterLab brings the token along.
    if (session.instance_id !== null && port === JUPYTER_PORT) return openService(session.instance_id);
    return show(async () => (await openTunnel(session.id, { host, port, path: '', name })).id);
  };

  return (
    <li className={styles.tunnel}>
      <strong className={`${styles.portOf} num`}>{place}</strong>
      <span className={styles.program}>
        {name === '' ? <span className="quiet">{t('workbench-tunnels.hidden_program')}</span> : name}
      </span>
      <span className={`${styles.command} quiet`} title={listener.command}>
        {shortCommand(listener.command)}
      </span>
      {listener.everywhere && (
        <span className={`${styles.traffic} small`} title={t('workbench-tunnels.everywhere_hint')}>
          {t('workbench-tunnels.everywhere')}
        </span>
      )}
      <span className={styles.acts}>
        {web ? (
          <Button
            size="small"
            icon={<ExportOutlined />}
            aria-label={t('workbench-tunnels.open_what', { place })}
            onClick={() => void open().catch(() => undefined)}
          >
            {t('workbench-tunnels.open')}
          </Button>
        ) : (
          <span className="quiet small">{t('workbench-tunnels.no_page')}</span>
        )}
      </span>
    </li>
  );
}
