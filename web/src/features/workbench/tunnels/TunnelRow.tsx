import { ExportOutlined } from '@ant-design/icons';
import { Button, Popconfirm } from 'antd';
import { useTranslation } from 'react-i18next';

import { useAct } from '../../../ui/act';
import { CopyText } from '../../../ui/Copy';
import { bytes } from '../../../ui/format';
import { Status } from '../../../ui/Status';
import type { TunnelOut } from '../api';
import { closeTunnel } from './calls';
import { placeOf } from './target';
import styles from './Tunnels.module.css';
import { useOpenTunnel } from './useOpenTunnel';

/** One open port: where it leads, its address, and what goes through it. `silent`: nothing listens there now. */
export function TunnelRow({ tunnel, silent }: { tunnel: TunnelOut; silent: boolean }) {
  const { t } = useTranslation();
  const act = useAct();
  const show = useOpenTunnel();
  const place = placeOf(tunnel);
  const close = () =>
    act(() => closeTunnel(tunnel.id), t('workbench-tunnels.closed', { place })).catch(() => undefined);

  return (
    <li className={styles.tunnel}>
      <span className={styles.place}>
        <strong className="num">{place}</strong>
        {tunnel.name !== '' && <span className={styles.name}>{tunnel.name}</span>}
        {silent && <Status tone="attention">{t('workbench-tunnels.silent')}</Status>}
      </span>
      <span className={styles.address}>
        <CopyText
          text={tunnel.origin + tunnel.path}
          label={t('common.copy_what', { what: t('workbench-tunnels.address') })}
        />
      </span>
      <span className={styles.traffic}>
        {t('workbench-tunnels.traffic', { count: tunnel.connections, bytes: bytes(tunnel.bytes) })}
      </span>
      <span className={styles.acts}>
        <Button
          size="small"
          icon={<ExportOutlined />}
          aria-label={t('workbench-tunnels.open_what', { place })}
          onClick={() => void show(() => Promise.resolve(tunnel.id)).catch(() => undefined)}
        >
          {t('workbench-tunnels.open')}
        </Button>
        <Popconfirm
          title={t('workbench-tunnels.stop_title', { place })}
          description={t('workbench-tunnels.stop_lead')}
          okText={t('workbench-tunnels.stop')}
          okButtonProps={{ danger: true }}
          cancelText={t('common.cancel')}
          onConfirm={close}
        >
          <Button size="small" danger aria-label={t('workbench-tunnels.stop_what', { place })}>
            {t('workbench-tunnels.stop')}
          </Button>
        </Popconfirm>
      </span>
    </li>
  );
}
